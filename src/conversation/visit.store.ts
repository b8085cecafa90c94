/** Where a visitor has been on the site, and with what: kept with his open conversation, for agents to read. */
import { json, type TenantDb } from '../db.ts'
import type { Page } from '../protocol.ts'

export interface VisitedPage {
  url: string
  title?: string
  at: string
}

/** With what he came, as his browser says. */
export interface StoredDevice {
  userAgent: string
  languages: string
  timeZone?: string
}

export const TRAIL_AT_MOST = 10

/** Adds a page to the end of the trail of his open conversation; nothing happens while he has none. */
export async function noteVisit(
  db: TenantDb,
  inboxId: string,
  contactId: string,
  { page, device }: { page?: Page | undefined; device?: StoredDevice | undefined },
): Promise<void> {
  await db.transaction(async tx => {
    const { rows } = await tx.query<{ id: string; page_trail: VisitedPage[]; now: Date }>(
      `SELECT id, page_trail, now() AS now FROM conversation
       WHERE tenant_id = $1 AND inbox_id = $2 AND contact_id = $3 AND status <> 'resolved' FOR UPDATE`,
      [tx.tenantId, inboxId, contactId],
    )
    const row = rows[0]
    if (row === undefined) return
    const trail = page === undefined ? row.page_trail : withPage(row.page_trail, page, row.now.toISOString())
    const zone = page?.timeZone === undefined ? {} : { timeZone: page.timeZone }
    await tx.query(
      `UPDATE conversation SET page_trail = $3::jsonb, device = coalesce($4::jsonb, device) WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, row.id, json(trail), device === undefined ? null : json({ ...device, ...zone })],
    )
  })
}

/** The same page again is no step. */
export function withPage(trail: readonly VisitedPage[], { url, title }: Page, at: string): VisitedPage[] {
  const last = trail.at(-1)
  if (last?.url === url) return [...trail.slice(0, -1), { ...last, ...(title ? { title } : {}) }]
  return [...trail, { url, ...(title ? { title } : {}), at }].slice(-TRAIL_AT_MOST)
}
