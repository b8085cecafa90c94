/**
 * A rule of handing over, from its writing to its first visitor: written in the console without code, tried on a
 * message and on past conversations, saved, and seen at the desk as the reason. With YINGDA_PICTURES=FOLDER it also
 * takes pictures.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import {
  CHINESE,
  choose,
  DESKTOP,
  ENGLISH_DARK,
  openStage,
  PHONE,
  picturesOf,
  type Stage,
  signInOn,
} from '../helpers/stage.ts'

const picture = picturesOf('handover')

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('rules of handing over in Chromium', { timeout: 180_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('handover')
  }, 180_000)
  afterAll(() => stage?.close())

  it('is written, tried, run on the past, saved, and brings a visitor to the desk with its name', async () => {
    const boss = await stage.open('/console/handover', CHINESE)
    for (const text of ['我要退货退款，一共 620 元', '退款 30 元什么时候到账', '运费怎么算？'])
      await stage.visited(text)
    await signInOn(boss, stage.server.owner!)
    await boss.getByText('还没有自己的规则').waitFor()
    await picture(boss, 'empty')

    await boss.getByRole('button', { name: '新增规则' }).click()
    const drawer = boss.locator('.ant-drawer')
    await drawer
      .getByRole('button', { name: '完 成' })
      .or(drawer.getByRole('button', { name: '完成' }))
      .click()
    await drawer.getByText('给规则起个名字').waitFor()
    await drawer.getByText('至少写一个词').waitFor()
    await picture(boss, 'what-is-missing')
    await drawer.locator('input[maxlength="60"]').fill('大额退款')
    await drawer.getByRole('combobox', { name: '消息里的词' }).fill('退款')
    await boss.keyboard.press('Enter')
    await drawer.getByRole('combobox', { name: '消息里的词' }).fill('退钱')
    await boss.keyboard.press('Enter')
    await drawer
      .locator('button')
      .filter({ hasText: /^加条件$/ })
      .click()
    await choose(drawer.getByRole('combobox', { name: '看什么', exact: true }).nth(1), '识别出的内容')
    await drawer.getByRole('textbox', { name: '值', exact: true }).fill('500')
    await drawer.locator('input[placeholder="0"]').fill('30')
    await drawer.getByRole('textbox', { name: '记为客户属性' }).fill('退款金额')
    await choose(drawer.getByRole('combobox', { name: '记什么' }), '金额')
    await drawer.getByText('记下 退款金额 = 金额').waitFor()
    await drawer.getByText('当消息里有“退款”或“退钱”，并且金额大于 500时').waitFor()
    await drawer.locator('textarea').last().fill('我要退款 700 块')
    await drawer.getByText('由规则“大额退款”决定').waitFor()
    await picture(boss, 'rule')
    await boss.setViewportSize(PHONE)
    await picture(boss, 'rule-phone')
    await boss.setViewportSize(DESKTOP)
    await drawer
      .getByRole('button', { name: '完 成' })
      .or(drawer.getByRole('button', { name: '完成' }))
      .click()
    await boss.locator('.rule-list').getByText('大额退款').waitFor()

    await boss.locator('#dry-run').getByRole('button', { name: '试运行' }).click()
    await boss.getByText('会多转的（1）').waitFor()
    await boss.locator('.dry-list').getByText('一共 620 元').waitFor()
    expect(await boss.locator('.dry-list a').first().getAttribute('href')).toMatch(/^\/desk\/c\//)
    await boss.locator('.handover-side textarea').first().fill('你们骗子，还我钱！')
    await boss.locator('.handover-side').getByText('转人工：访客生气').waitFor()
    await twoPictures(boss, 'dry-run')
    await boss.locator('.sticky-save .ant-btn-primary').click()
    await boss.getByText('已保存，从下一条消息起生效').waitFor()

    const visitor = await stage.open('/', CHINESE)
    const chat = visitor.locator('yingda-widget')
    await chat.locator('button').first().click()
    await expect
      .poll(
        async () => {
          await chat.locator('textarea').fill('我要退款 800 元')
          await visitor.keyboard.press('Enter')
          return chat.getByText('需要同事亲自处理').count()
        },
        { timeout: 20_000, interval: 1500 },
      )
      .toBeGreaterThan(0)

    const desk = await stage.desk(CHINESE)
    await desk.locator('.row-item button').first().click()
    await desk.locator('.packet').getByText('规则：大额退款').waitFor()
    await desk.locator('.packet').getByText('CNY 800.00').first().waitFor()
    await desk.locator('.event-line').getByText('规则记下：退款金额 = CNY 800.00').waitFor()
    await desk.locator('.packet').getByTitle('由规则“大额退款”记下').waitFor()
    await picture(desk, 'desk')

    // Closed all week: the card knows the hours of the inbox, as the live rule does.
    const { inboxes } = await stage.call<{ inboxes: { id: string; name: string; settings: object }[] }>(
      boss,
      'GET',
      '/inboxes',
    )
    const [{ id, name, settings }] = inboxes as [(typeof inboxes)[number]]
    const businessHours = { timeZone: 'Asia/Shanghai', week: Array(7).fill([]), exceptions: [] }
    await stage.call(boss, 'PUT', `/inboxes/${id}`, { name, settings: { ...settings, businessHours } })
    const { handover } = await stage.call<{ handover: { rules: object[] } }>(boss, 'GET', '/handover')
    const closed = {
      id: 'closed',
      name: '下班了',
      on: true,
      when: { kind: 'hours', is: 'outside' },
      act: { kind: 'stay' },
    }
    const rules = [...handover.rules, closed]
    await stage.call(boss, 'PUT', '/handover', { handover: { ...handover, rules } })
    await boss.reload()
    await boss.locator('.handover-side textarea').first().fill('运费怎么算？')
    await boss.locator('.handover-side').getByText('由规则“下班了”决定').waitFor()
    expect(await boss.locator('.handover-side').textContent()).not.toContain('outside')
    await picture(boss, 'closed')

    const dark = await stage.signedIn('/console/handover', ENGLISH_DARK)
    await dark.getByText('the message has “退款” or “退钱” and amount of money is above 500').waitFor()
    await dark.getByRole('switch', { name: 'Important customers' }).click()
    await dark.getByRole('switch', { name: 'Waiting too long moves up' }).click()
    await twoPictures(dark, 'english-dark')
    await dark.setViewportSize(PHONE)
    await twoPictures(dark, 'english-dark-phone')
  })
})

/** A page that is longer than the screen, in two pictures. */
async function twoPictures(page: Page, name: string): Promise<void> {
  if (process.env.YINGDA_PICTURES === undefined) return
  const scrollTo = (top: number) => page.locator('.console-page').evaluate((node, y) => node.scrollTo(0, y), top)
  await scrollTo(0)
  await picture(page, name)
  await scrollTo(700)
  await picture(page, `${name}-below`)
}
