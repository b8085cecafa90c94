/**
 * Accounts as their people meet them: an invitation made, opened, used; a team, skills and hours; two-step sign-in turned
 * on and asked for; a session ended elsewhere; all of it found in the audit log. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { codeAt } from '../../src/admin/totp.ts'
import { pngOf } from '../helpers/images.ts'
import { CHINESE, DESKTOP, ENGLISH_DARK, openStage, PHONE, picturesOf, type Stage } from '../helpers/stage.ts'

const picture = picturesOf('accounts')
const PASSWORD = 'four random words here'

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('accounts in Chromium', { timeout: 180_000 }, () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage('accounts')
  }, 180_000)
  afterAll(() => stage?.close())

  it('invites, secures, revokes, and writes it all down', async () => {
    const boss = await stage.signedIn('/console/agents', CHINESE)
    await boss.getByRole('button', { name: '邀请坐席' }).click()
    const drawer = boss.locator('.ant-drawer')
    await drawer.getByLabel('姓名').fill('王小梅')
    await drawer.getByLabel('邮箱').fill('mei@example.com')
    await picture(boss, 'invite')
    await drawer.getByRole('button', { name: '生成邀请链接' }).click()
    const address = (await boss.locator('.ant-modal code.key').textContent())!
    await picture(boss, 'link')
    await boss.getByRole('button', { name: '已保存，关闭' }).click()
    await boss.getByText('待接受邀请').waitFor()

    // The invited opens it on her phone, in English and dark.
    const mei = await stage.open('', { ...ENGLISH_DARK, viewport: PHONE })
    await mei.goto(address)
    await mei.getByText('mei@example.com').waitFor()
    await picture(mei, 'welcome-phone-dark')
    await mei.getByLabel('New password').fill(PASSWORD)
    await mei.getByLabel('Once more').fill(PASSWORD)
    await mei.getByRole('button', { name: 'Begin' }).click()
    await mei.locator('.desk-list').waitFor()
    const again = await stage.open('', CHINESE)
    await again.goto(address)
    await again.getByText('这个链接已用过').waitFor()
    await picture(again, 'link-gone')

    // A team, skills, hours and a picture.
    await boss.getByRole('button', { name: '新增技能组' }).click()
    await boss.getByLabel('组名').fill('售后')
    await boss.getByLabel('成员').click()
    await boss.locator('.ant-select-item-option', { hasText: '王小梅' }).click()
    await boss.locator('.ant-modal-title', { hasText: '新增技能组' }).click()
    await boss
      .locator('.ant-modal')
      .getByRole('button', { name: /保\s?存/ })
      .click()
    await boss.locator('.plain-list', { hasText: '售后' }).waitFor()
    await boss.getByRole('button', { name: '更多: 王小梅' }).click()
    await boss.getByRole('menuitem', { name: '编辑' }).click()
    await drawer.getByLabel('对外显示名').fill('小梅')
    await drawer.getByLabel('工号').fill('A-007')
    await drawer.locator('input[type=file]').setInputFiles({
      name: 'mei.png',
      mimeType: 'image/png',
      buffer: pngOf(300, 200, [230, 120, 60]),
    })
    await drawer.locator('.ant-avatar img').waitFor()
    await picture(boss, 'agent')
    await drawer.getByRole('tab', { name: '语言与技能' }).click()
    await drawer.getByRole('button', { name: '添加技能' }).click()
    await drawer.getByRole('combobox', { name: '技能，例如“退款”' }).fill('退款')
    await picture(boss, 'skills')
    await drawer.getByRole('tab', { name: '工作时间' }).click()
    await drawer.getByRole('switch').click()
    await picture(boss, 'hours')
    await drawer.getByRole('button', { name: /保\s?存/ }).click()
    await boss.getByText('小梅 · A-007 · mei@example.com').waitFor()
    await picture(boss, 'agents')
    await boss.setViewportSize(PHONE)
    await picture(boss, 'agents-phone')
    await boss.setViewportSize(DESKTOP)

    // She turns two-step sign-in on, and is asked for it.
    await mei.setViewportSize(DESKTOP)
    await mei.goto(`${stage.server.url}/console/account`)
    await mei.getByRole('button', { name: 'Turn on' }).click()
    await mei.locator('.ant-modal input[type=password]').fill(PASSWORD)
    await mei.getByRole('button', { name: 'Continue' }).click()
    const secret = (await mei.locator('.ant-modal code.key').textContent())!.replaceAll(' ', '')
    await mei.locator('.ant-modal canvas, .ant-modal .ant-qrcode svg').first().waitFor()
    await picture(mei, 'scan-dark')
    const key = bytesOf(secret)
    await mei.getByLabel('The six digits that the app shows').fill(codeAt(key, Math.floor(Date.now() / 30_000)))
    await mei.locator('.ant-modal').getByRole('button', { name: 'Turn on' }).click()
    await mei.locator('.recovery-codes li').nth(9).waitFor()
    await picture(mei, 'codes-dark')
    const recovery = (await mei.locator('.recovery-codes li').first().textContent())!
    await mei.locator('.ant-modal-footer button').last().click()
    await mei.getByText('Recovery codes left: 10').waitFor()
    await picture(mei, 'account-dark')
    const phone = await stage.signedIn(
      '/desk',
      { ...CHINESE, viewport: PHONE },
      { email: 'mei@example.com', password: PASSWORD },
    )
    await phone.getByLabel('验证码').waitFor()
    await picture(phone, 'code-phone')
    await phone.getByLabel('验证码').fill('000000')
    await phone.locator('button[type=submit]').click()
    await phone.getByText('验证码不对').waitFor()
    await phone.getByLabel('验证码').fill(recovery)
    await phone.locator('button[type=submit]').click()
    await phone.locator('.desk-list').waitFor()

    // She signs the phone out from her account: its open desk is at the sign-in again within 5 s.
    await mei.reload()
    await picture(mei, 'sessions-dark')
    const begun = Date.now()
    await mei
      .getByRole('button', { name: /^Sign out: / })
      .first()
      .click()
    await phone.locator('input[type=email]').waitFor({ timeout: 5_000 })
    expect(Date.now() - begun).toBeLessThan(5_000)

    // The boss demands it of agents: a new one sets it up before she sees the desk.
    const lin = await stage.addAgent(boss, '林', 'lin')
    const demanded = boss.locator('.ant-card', { hasText: '要求两步验证' })
    await demanded.getByLabel('坐席').check()
    await boss.getByText('已保存', { exact: true }).waitFor()
    await demanded.scrollIntoViewIfNeeded()
    await picture(boss, 'demand')
    const owing = await stage.signedIn('/desk', { ...CHINESE, viewport: PHONE }, lin)
    await owing.getByText('请先开启两步验证').waitFor()
    expect(await owing.locator('.desk-list').count()).toBe(0)
    await picture(owing, 'owed-phone')
    await owing.getByRole('button', { name: '开始设置' }).click()
    const owed = bytesOf((await owing.locator('.ant-modal code.key').textContent())!.replaceAll(' ', ''))
    await owing.getByLabel('验证器显示的 6 位数字').fill(codeAt(owed, Math.floor(Date.now() / 30_000)))
    await owing.getByRole('button', { name: '确认开启' }).click()
    await owing.locator('.recovery-codes li').nth(9).waitFor()
    await picture(owing, 'owed-codes-phone')
    await owing.locator('.ant-modal-footer button').last().click()
    await owing.locator('.desk-list').waitFor()

    // A visitor sees her picture and display name.
    await mei.goto(`${stage.server.url}/desk`)
    await mei.locator('.desk-list').waitFor()
    const visitor = await stage.open(`/chat/${stage.server.inboxId}`, CHINESE)
    await visitor.locator('textarea').fill('转人工')
    await visitor.keyboard.press('Enter')
    await visitor.locator('.wait').waitFor()
    await stage.call(mei, 'PUT', '/me/availability', { availability: 'online' })
    const { conversations } = await stage.call<{ conversations: { id: string }[] }>(
      mei,
      'GET',
      '/conversations?view=queue',
    )
    await stage.call(mei, 'POST', `/conversations/${conversations[0]!.id}/accept`, {})
    await visitor.locator('.head .face img').waitFor()
    expect(await visitor.locator('.head .name').textContent()).toContain('小梅')
    await picture(visitor, 'visitor')

    // The log has it.
    await boss.goto(`${stage.server.url}/console/audit`)
    const first = boss.locator('.ant-table-row', { hasText: '王小梅' }).first()
    await first.waitFor()
    await boss.locator('.ant-table-row', { hasText: '坐席账号' }).first().click()
    await boss.locator('.audit-changes').waitFor()
    await picture(boss, 'audit')
    const text = await boss.locator('.console-page').textContent()
    expect(text).not.toContain(secret)
    await boss.setViewportSize(PHONE)
    await picture(boss, 'audit-phone')
    const [file] = await Promise.all([boss.waitForEvent('download'), boss.getByRole('link', { name: 'CSV' }).click()])
    expect(file.suggestedFilename()).toMatch(/^audit-.*\.csv$/)
    await mei.goto(`${stage.server.url}/console/audit`)
    await mei.getByText('Your account may not see this page', { exact: false }).first().waitFor()
  })
})

function bytesOf(base32: string): Buffer {
  const bits = [...base32].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
}
