/** Every route as the server itself describes it. */
import type { App } from '../../src/app.ts'
import { ACCESS, type Access } from '../../src/http/access.ts'
import type { Schema } from './fill-schema.ts'

export interface DescribedRoute {
  method: string
  /** As in the table of http/access.ts. */
  url: string
  access: Access
  /** What its body may be; undefined where it takes none, or no JSON. */
  body: Schema | undefined
}

interface Content {
  content?: Record<string, { schema?: Schema }>
}

interface Operation {
  requestBody?: Content
  parameters?: { schema?: Schema }[]
  responses?: Record<string, Content>
}

/** The routes of http/access.ts with the schemas of their bodies. */
export function describeRoutes(app: App): DescribedRoute[] {
  const paths = pathsOf(app)
  return Object.entries(ACCESS).map(([key, access]) => {
    const [method, url] = key.split(' ') as [string, string]
    const operation = paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    return { method, url, access, body: operation?.requestBody?.content?.['application/json']?.schema }
  })
}

/** The schemas of all routes: of what they take, and of what they give. */
export function describeSchemas(app: App): { taken: Schema[]; given: Schema[] } {
  const operations = Object.values(pathsOf(app)).flatMap(path => Object.values(path))
  const inside = (content: Content | undefined) => Object.values(content?.content ?? {})
  const schemasOf = (parts: { schema?: Schema }[]) => parts.flatMap(({ schema }) => schema ?? [])
  return {
    taken: operations.flatMap(({ parameters, requestBody }) => [
      // A parameter is a property of what the server compiles.
      ...schemasOf(parameters ?? []).map(schema => ({ type: 'object', properties: { schema } })),
      ...schemasOf(inside(requestBody)),
    ]),
    given: operations.flatMap(one => schemasOf(Object.values(one.responses ?? {}).flatMap(inside))),
  }
}

function pathsOf(app: App): Record<string, Record<string, Operation>> {
  const { server } = app as unknown as { server: { swagger(): { paths: Record<string, Record<string, Operation>> } } }
  return server.swagger().paths
}
