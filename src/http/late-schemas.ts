import AjvCompiler from '@fastify/ajv-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'

/**
 * Fastify's own compilers, put off: a validator or serializer comes into being when a request first wants it. Compiling
 * all of them is half a second of each start. What is wrong in a schema would show as late: test/http/schemas.test.ts
 * compiles each.
 */
export const lateCompilers = () => ({
  buildValidator: late(AjvCompiler()),
  buildSerializer: late(SerializerSelector()),
})

/** The same factory of compilers, of which each result is made at its first use. */
function late<Setting extends unknown[], Asked, Made extends object>(
  factory: (...setting: Setting) => (asked: Asked) => Made,
): (...setting: Setting) => (asked: Asked) => Made {
  return (...setting) => {
    const compile = factory(...setting)
    return asked => {
      let made: Made | undefined
      const use = (): Made => {
        made ??= compile(asked)
        return made
      }
      return new Proxy((() => {}) as unknown as Made, {
        apply: (_target, self, given) => Reflect.apply(use() as () => unknown, self, given),
        get: (_target, name) => Reflect.get(use(), name),
      })
    }
  }
}
