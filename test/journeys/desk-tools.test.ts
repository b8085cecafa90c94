/**
 * What an agent has at hand, as he sees it: a canned response by `/`, labels, a note that names a colleague, a
 * conversation put off that comes back, closing undone. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CHINESE, DESKTOP, ENGLISH_DARK, openStage, PHONE, picturesOf, type Stage } from '../helpers/stage.ts'

const picture = picturesOf('tools')

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('the tools of the desk in Chromium', { timeout: 180_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('tools')
  }, 180_000)
  afterAll(() => stage?.close())

  async function setUp(boss: Page) {
    for (const [name, colour] of [
      ['退款', 'red'],
      ['VIP', 'gold'],
    ]) {
      await stage.call(boss, 'POST', '/labels', { name, colour })
    }
    const refund = {
      shortcut: 'refund',
      title: '退款流程',
      zh: '{{visitor.name}}您好，我是{{agent.name}}，退款三个工作日内原路退回。',
      en: 'Hello {{visitor.name}}, the refund takes three working days.',
      shared: true,
    }
    await stage.call(boss, 'POST', '/canned', refund)
    await stage.call(boss, 'POST', '/canned', {
      ...refund,
      shortcut: 'hello',
      title: '问候',
      zh: '您好，我是{{agent.name}}。',
      en: '',
    })
    return stage.addAgent(boss, '小王', 'wang')
  }

  it('canned by /, labels, a note with a mention, later and back, closing undone', async () => {
    const boss = await stage.desk(ENGLISH_DARK)
    const desk = await stage.desk(CHINESE, await setUp(boss))
    await stage.call(desk, 'PUT', '/me/availability', { availability: 'online' })

    const { page: visitor, chat } = await stage.visitor(CHINESE, '人工')
    await desk.locator('.row-item button').first().click()
    await desk.locator('.composer.closed .ant-btn-primary').waitFor()
    await picture(desk, 'waiting')
    await desk.keyboard.press('a')
    const reply = desk.locator('.composer textarea').first()
    await reply.waitFor()

    // By pinyin initials; what is not known is shown, and is not sent unseen.
    await reply.fill('/tk')
    await desk.locator('.canned-found button').getByText('退款流程').waitFor()
    await picture(desk, 'canned')
    await reply.press('Enter')
    await desk.locator('.open-places').getByText('{{visitor.name}}').waitFor()
    await reply.press('Enter')
    await desk.locator('.open-places.alarm').waitFor()
    await picture(desk, 'canned-open-place')
    expect(await chat.getByText('三个工作日').count()).toBe(0)
    await reply.fill((await reply.inputValue()).replace('{{visitor.name}}', '李女士，'))
    await reply.press('Enter')
    await chat.getByText('我是小王，退款三个工作日').waitFor()

    await reply.press('Escape')
    await desk.keyboard.press('l')
    await desk.locator('.ant-modal input').first().fill('退')
    await picture(desk, 'labels')
    await desk.keyboard.press('Enter')
    await desk.locator('.head-labels .label').getByText('退款').waitFor()
    await desk.keyboard.press('Escape')
    await desk.locator('.ant-modal').waitFor({ state: 'hidden' })

    await desk.keyboard.press('n')
    const note = desk.locator('.note-composer textarea')
    await note.waitFor()
    await note.pressSequentially('请看一下 @')
    await desk.locator('.ant-mentions-dropdown li').first().waitFor()
    await picture(desk, 'note-mention')
    await desk.keyboard.press('Enter')
    await note.pressSequentially('这单要不要走加急？')
    await note.press('Enter')
    await desk.locator('.event-line.note').getByText('加急').waitFor()
    await picture(desk, 'note')
    const mentions = boss.locator('.desk-tabs [data-node-key=mentions]')
    await mentions.locator('.count').waitFor()
    expect(await chat.getByText('加急').count()).toBe(0)
    await mentions.click()
    const unread = boss.locator('.row-item').getByRole('img', { name: /mentions you/ })
    await unread.waitFor()
    await picture(boss, 'mentions-dark')
    await boss.locator('.row-item button').click()
    await boss.locator('.event-line.note').getByText('加急').waitFor()
    await mentions.locator('.count').waitFor({ state: 'detached' })
    await unread.waitFor({ state: 'detached' })
    expect(await boss.locator('.row-item').count()).toBe(1)
    await picture(boss, 'mentioned-dark')
    await boss.setViewportSize(PHONE)
    // By its name: before the page is drawn for the phone, another button is the first.
    await boss.locator('.conversation-head').getByRole('button', { name: 'Back' }).click()
    await boss.locator('.row-item').waitFor()
    await picture(boss, 'mentions-dark-phone')
    await boss.setViewportSize(DESKTOP)

    await note.press('Escape')
    await desk.keyboard.press('z')
    await desk.locator('.snooze-choices').waitFor()
    await picture(desk, 'snooze')
    await desk.keyboard.press('2')
    await desk.locator('.composer.closed').waitFor()
    await desk.locator('.ant-modal').waitFor({ state: 'hidden' })
    await desk.keyboard.press('g')
    await desk.keyboard.press('p')
    await desk.locator('.row-item .due').waitFor()
    await picture(desk, 'parked')
    await desk.setViewportSize(PHONE)
    await picture(desk, 'parked-phone')
    await desk.setViewportSize(DESKTOP)
    // The visitor writes: it is back at once.
    await chat.locator('textarea').fill('还有一个问题')
    await visitor.keyboard.press('Enter')
    await reply.waitFor()
    await desk.locator('.message').getByText('还有一个问题').waitFor()
    await picture(desk, 'back')

    // Nobody closes in the moment in which it comes back.
    await desk.waitForTimeout(1500)
    await desk.keyboard.press('e')
    await desk.locator('.ant-message').getByRole('button', { name: '撤销' }).waitFor()
    await picture(desk, 'closed')
    await desk.locator('.ant-message').getByRole('button', { name: '撤销' }).click()
    await reply.waitFor()
    await reply.fill('我还在')
    await reply.press('Enter')
    await chat.getByText('我还在').waitFor()
    await desk.locator('.conversation-head button[aria-label]').last().click()
    await desk.locator('.ant-dropdown-menu').waitFor()
    await picture(desk, 'menu')

    await boss.goto(`${stage.server.url}/console/tools`)
    await boss.getByText('退款流程').waitFor()
    await picture(boss, 'console-dark')
    await boss.getByRole('button', { name: 'New' }).nth(2).click()
    const form = boss.locator('.ant-modal')
    await form.locator('input').first().fill('Refund and close')
    const step = async (name: string) => {
      await form.getByRole('button', { name: 'Add a step' }).click()
      await boss.locator('.ant-dropdown-menu-item').getByText(name, { exact: true }).click()
    }
    await step('Reply')
    await form.locator('.ant-select').first().click()
    await boss.locator('.ant-select-item-option').getByText('问候').click()
    await step('Close')
    await picture(boss, 'macro-dark')
    await form.locator('.ant-btn-primary').click()
    await boss.getByText('Reply → Close').waitFor()
    await desk.keyboard.press('Escape')
    await desk.locator('.ant-dropdown-menu').waitFor({ state: 'hidden' })
    await desk.keyboard.press('m')
    await desk.getByText('Refund and close').click()
    await desk.locator('.macro-steps').getByText('您好，我是小王。').waitFor()
    await picture(desk, 'macro')
    await desk.keyboard.press('Enter')
    await desk.locator('.composer.closed').waitFor()
    await chat.getByText('您好，我是小王。').waitFor()
  })
})
