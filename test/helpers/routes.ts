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

interface Operation {
  requestBody?: { content?: Record<string, { schema?: Schema }> }
}

/** The routes of http/access.ts with the schemas of their bodies. */
export function describeRoutes(app: App): DescribedRoute[] {
  const { paths } = (
    app.server as unknown as { swagger(): { paths: Record<string, Record<string, Operation>> } }
  ).swagger()
  return Object.entries(ACCESS).map(([key, access]) => {
    const [method, url] = key.split(' ') as [string, string]
    const operation = paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    return { method, url, access, body: operation?.requestBody?.content?.['application/json']?.schema }
  })
}
