/**
 * A visitor is offered to agents, as they see it: declined by one, taken by the other, handed on with a note, taken over
 * by the supervisor; the visitor notices only his place. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { DEFAULT_ROUTING } from '../../src/handoff/routing/settings.ts'
import { CHINESE, DESKTOP, ENGLISH_DARK, openStage, PHONE, picturesOf, type Stage } from '../helpers/stage.ts'

const picture = picturesOf('routing')

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('routing in Chromium', { timeout: 120_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('routing')
  }, 180_000)
  afterAll(() => stage?.close())

  const online = (page: Page) => stage.call(page, 'PUT', '/me/availability', { availability: 'online' })
  const offerOn = (page: Page) => page.locator('.offer')

  it('offers, declines, accepts, hands on, takes over', async () => {
    const boss = await stage.desk(ENGLISH_DARK)
    await stage.call(boss, 'PUT', '/routing', {
      routing: { ...DEFAULT_ROUTING, strategy: 'round_robin', offerSeconds: 60 },
    })
    const desks = [
      await stage.desk(CHINESE, await stage.addAgent(boss, 'wang')),
      await stage.desk(CHINESE, await stage.addAgent(boss, 'li')),
    ]
    for (const desk of desks) await online(desk)

    const { page: visitor, chat } = await stage.visitor(CHINESE, '人工')

    await Promise.race(desks.map(desk => offerOn(desk).waitFor()))
    const [first, second] = (await offerOn(desks[0]!).isVisible()) ? [desks[0]!, desks[1]!] : [desks[1]!, desks[0]!]
    await boss.locator('.row-item').first().waitFor()
    await picture(first, 'offer')
    await first.setViewportSize(PHONE)
    await picture(first, 'offer-phone')
    await first.setViewportSize(DESKTOP)
    await picture(boss, 'offered-to-another-dark')
    await first.keyboard.press('Escape')
    await offerOn(second).waitFor()
    await offerOn(first).waitFor({ state: 'detached' })
    await picture(second, 'offer-to-the-second')
    await second.keyboard.press('Enter')
    const reply = second.locator('.composer textarea').first()
    await reply.fill('您好，我来帮您。')
    await reply.press('Enter')
    await chat.getByText('我来帮您').waitFor()
    // Nothing of the offers in between.
    expect(await chat.locator('.line').count()).toBe(2)

    await reply.press('Escape')
    await second.keyboard.press('t')
    const dialog = second.locator('.ant-modal')
    await dialog.locator('.ant-select').click()
    await second.locator('.ant-select-item-option:not(.ant-select-item-option-disabled)').first().waitFor()
    await picture(second, 'transfer')
    await second.locator('.ant-select-item-option:not(.ant-select-item-option-disabled)').first().click()
    await dialog.locator('textarea').first().fill('他想退一把茶壶，订单 8842。')
    await dialog.locator('.ant-btn-primary').click()
    await offerOn(first).getByText('订单 8842').waitFor()
    await picture(first, 'offer-with-note')
    await first.keyboard.press('Enter')
    await first.locator('.event-line.note').getByText('订单 8842').waitFor()
    await picture(first, 'handed-on')
    expect(await visitor.content()).not.toContain('8842')
    expect(await chat.getByText('8842').count()).toBe(0)

    await boss.goto(`${stage.server.url}/desk?tab=open`)
    await boss.locator('.row-item button').first().click()
    await boss.getByRole('button', { name: 'Take over' }).waitFor()
    await picture(boss, 'supervisor-dark')
    await boss.getByRole('button', { name: 'Take over' }).click()
    const last = boss.locator('.composer textarea').first()
    await last.fill('Hello, I take care of this myself.')
    await last.press('Enter')
    await chat.getByText('I take care of this').waitFor()
  })
})
