/**
 * A signed-in user of the host: the key is made in the console, his page says who he is, a rule hands the VIP over, the
 * desk shows name and attributes, an agent adds one; his other browser goes on where he was, and the next person at it
 * finds nothing. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { signIdentity } from '../../src/conversation/identity-proof.ts'
import { DEFAULT_HANDOVER } from '../../src/dialog/handover/settings.ts'
import { CHINESE, ENGLISH_DARK, openStage, PHONE, picturesOf, type Stage } from '../helpers/stage.ts'

const HOSTILE = '<img src=x onerror="window.hurt=1">'

const picture = picturesOf('identify')
const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('users of the host in Chromium', { timeout: 180_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('identify')
  }, 180_000)
  afterAll(() => stage?.close())

  async function signedIn(path: string, options: BrowserContextOptions, ready: string): Promise<Page> {
    const page = await stage.signedIn(path, options)
    await page.locator(ready).first().waitFor()
    return page
  }

  const call = (page: Page, method: string, value?: unknown) =>
    page.evaluate(([name, given]) => (window as unknown as { Yingda(...what: unknown[]): void }).Yingda(name, given), [
      method,
      value,
    ] as const)

  /** The shop's page says who he is, and he opens the chat. */
  async function chatAs(identity: object | undefined) {
    const page = await stage.open('/', CHINESE)
    const chat = page.locator('yingda-widget')
    await chat.locator('button').first().waitFor()
    if (identity !== undefined) await call(page, 'identify', identity)
    await chat.locator('button').first().click()
    await chat.locator('.field textarea').waitFor()
    return { page, chat }
  }

  it('is known by his signature in every browser, and to the agent', async () => {
    const boss = await signedIn('/console/widget', CHINESE, '#identity')
    await boss.getByRole('button', { name: '生成密钥' }).click()
    const shown = boss.locator('#identity code.key')
    await shown.waitFor()
    const key = (await shown.textContent()) ?? ''
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    await boss.locator('#identity').scrollIntoViewIfNeeded()
    await picture(boss, 'key-zh')
    await boss
      .getByRole('button', { name: '我已保存' })
      .or(boss.locator('#identity .row .ant-btn').nth(1))
      .first()
      .click()
    const dark = await signedIn('/console/widget', ENGLISH_DARK, '#identity')
    await dark.getByRole('button', { name: 'Replace the key' }).waitFor()
    await dark.locator('#identity').scrollIntoViewIfNeeded()
    await picture(dark, 'key-en-dark')
    // His site goes on with the old key, which is still good for a day.
    await dark.getByRole('button', { name: 'Replace the key' }).click()
    const question = dark.locator('.ant-modal-container')
    await question.locator('.ant-select').click()
    await dark.locator('.ant-select-dropdown').getByText('good for a day').click()
    await picture(dark, 'replace-en-dark')
    await question.getByRole('button', { name: 'Replace the key' }).click()
    await dark
      .locator('#identity')
      .getByText(/The old key is good until .*20\d\d/)
      .waitFor()
    await dark.setViewportSize(PHONE)
    await dark.locator('#identity').scrollIntoViewIfNeeded()
    await picture(dark, 'key-en-dark-390')

    const { agent } = (await (await boss.request.get(`${stage.server.url}/api/v1/session`)).json()) as {
      agent: { tenantId: string }
    }
    const when = { kind: 'attribute', name: 'vip', op: 'equals', value: 'true' }
    const vip = { id: 'vip', name: 'VIP', on: true, when, act: { kind: 'hand_over', wants: {} } }
    const ruled = await boss.request.put(`${stage.server.url}/api/v1/tenants/${agent.tenantId}/handover`, {
      data: { handover: { ...DEFAULT_HANDOVER, rules: [vip] } },
    })
    expect(ruled.ok()).toBe(true)
    const desk = await signedIn('/desk', CHINESE, '.desk')

    const signedAttributes = JSON.stringify({ vip: true })
    const user = { id: 'u-42', signature: signIdentity(key, 'u-42', signedAttributes), signedAttributes }
    const told = { ...user, name: '李雷', email: 'li@example.com', attributes: { 备注: HOSTILE, orders: 3 } }
    const laptop = await chatAs(told)
    const input = laptop.chat.locator('.field textarea')
    // The name is there when he writes: the conversation would be handed over with the next message otherwise.
    await laptop.page.waitForFunction(() => Object.keys(localStorage).some(name => name.endsWith(':token')))
    await laptop.page.waitForTimeout(1500)
    await input.fill('你们几点下班')
    await input.press('Enter')

    await desk.locator('.row-item button').first().click()
    await desk.locator('.conversation-head').waitFor()
    const card = desk.locator('.attributes')
    await card.waitFor()
    await desk.getByText('李雷').first().waitFor()
    expect(await card.innerText()).toMatch(/u-42[\s\S]*orders[\s\S]*3[\s\S]*vip[\s\S]*是[\s\S]*备注/)
    await card.getByText(HOSTILE).waitFor()
    // The user's own line, and the attribute that was signed.
    expect(await card.locator('.signed').count()).toBe(2)
    await picture(desk, 'card-zh')
    await desk.getByRole('button', { name: '添加属性' }).click()
    await desk.getByLabel('名称，如：会员等级').fill('会员等级')
    await desk.getByLabel('值', { exact: true }).fill('金卡')
    await picture(desk, 'adding-zh')
    await desk.locator('.attribute-form button[type=submit]').click()
    await card.getByText('金卡').waitFor()
    await desk.getByRole('button', { name: '删除“orders”' }).click()
    await card.getByText('orders').waitFor({ state: 'detached' })
    const darkDesk = await signedIn(new URL(desk.url()).pathname, ENGLISH_DARK, '.attributes')
    await picture(darkDesk, 'card-en-dark')
    await darkDesk.setViewportSize(PHONE)
    await picture(darkDesk, 'card-en-dark-390')
    expect(await desk.evaluate(() => 'hurt' in window)).toBe(false)

    const phone = await chatAs(user)
    await phone.chat.getByText('你们几点下班').waitFor()
    await picture(phone.page, 'phone-history')
    await call(phone.page, 'reset')
    await phone.chat.locator('button').first().click()
    await phone.chat.locator('.field textarea').waitFor()
    await phone.page.waitForTimeout(1500)
    expect(await phone.chat.getByText('你们几点下班').count()).toBe(0)

    const forger = await chatAs(undefined)
    const errors = forger.page.evaluate(
      () =>
        new Promise<string>(resolve =>
          (window as unknown as { Yingda(...what: unknown[]): void }).Yingda(
            'on',
            'error',
            (detail: { code: string }) => resolve(detail.code),
          ),
        ),
    )
    await call(forger.page, 'identify', { ...user, signature: signIdentity('another key', 'u-42') })
    expect(await errors).toBe('identity_signature_wrong')
    expect(await forger.chat.getByText('你们几点下班').count()).toBe(0)
  })
})
