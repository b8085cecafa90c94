/** docs/rights.md: which role may call which route, from the two tables that the guard uses. */
import { PERMISSIONS, PERMISSIONS_OF, type Permission, ROLES } from '../admin/permissions.ts'
import { ACCESS, takesKeys } from './access.ts'

const HEAD = `# Rights: which role may call which route

Made from \`src/admin/permissions.ts\` and \`src/http/access.ts\` by \`npx tsx scripts/rights-table.ts > docs/rights.md\`; a test
compares it. Routes without their beginning stand below \`/api/v1/tenants/{tenantId}\`, and only for agents of that tenant:
another tenant's look as if they were not there. “key”: an API key with this permission may call it too.

`

/** The page, as Markdown. */
export function rightsTable(): string {
  return HEAD + [permissionTable(), routeTable(), ownRoutes(), openRoutes()].join('\n')
}

function permissionTable(): string {
  const rows = PERMISSIONS.map(permission => [`\`${permission}\``, ...marksOf(permission)])
  return `## Permissions\n\n${table(['permission', ...ROLES], rows)}`
}

const marksOf = (permission: Permission): string[] =>
  ROLES.map(role => (PERMISSIONS_OF[role].includes(permission) ? '✓' : ''))

interface Row {
  route: string
  permission: Permission | 'own'
  key: boolean
}

function rowsOf(): Row[] {
  return Object.entries(ACCESS).flatMap(([route, access]) => {
    if (access.who !== 'agent') return []
    const [, url = ''] = route.split(' ')
    return [{ route: shown(route), permission: access.permission, key: takesKeys(access, url) }]
  })
}

function routeTable(): string {
  const rows = rowsOf().flatMap(({ route, permission, key }) =>
    permission === 'own' ? [] : [[`\`${route}\``, `\`${permission}\``, ...marksOf(permission), key ? 'key' : '']],
  )
  return `## Routes\n\n${table(['route', 'permission', ...ROLES, ''], rows)}`
}

function ownRoutes(): string {
  const own = rowsOf().flatMap(row => (row.permission === 'own' ? [`- \`${row.route}\``] : []))
  return `## What everybody who is signed in may do for himself\n\n${own.join('\n')}\n`
}

function openRoutes(): string {
  const open = Object.entries(ACCESS)
    .filter(([, access]) => access.who !== 'agent')
    .map(
      ([route, access]) =>
        `- \`${shown(route)}\`${access.who === 'visitor' ? ' (with the token of a visitor of this inbox)' : ''}`,
    )
  return `## What anybody may call, and visitors\n\n${open.join('\n')}\n`
}

const shown = (route: string): string => route.replace('/api/v1/tenants/:tenantId', '').replaceAll(/:(\w+)/g, '{$1}')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`
}
