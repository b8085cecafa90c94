/**
 * A visitor is offered to agents, as they see it: declined by one, taken by the other, handed on with a note, taken over
 * by the supervisor; the visitor notices only his place. And an agent whose browser is killed. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import { chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { DEFAULT_ROUTING } from '../../src/handoff/routing/settings.ts'
import {
  ARGS,
  CHINESE,
  DESKTOP,
  ENGLISH_DARK,
  openStage,
  PHONE,
  picturesOf,
  type Stage,
  signInOn,
} from '../helpers/stage.ts'

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

  it('brings the visitor of an agent whose browser dies back to his old place, and to a second agent', async () => {
    const boss = await stage.desk(ENGLISH_DARK)
    await stage.call(boss, 'PUT', '/routing', { routing: { ...DEFAULT_ROUTING, strategy: 'manual' } })
    const second = await stage.desk(CHINESE, await stage.addAgent(boss, 'qian'))
    await online(second)
    const own = await chromium.launchServer({
      executablePath: chromiumFound.found ? chromiumFound.value : '',
      args: ARGS,
    })
    const first = await (await (await chromium.connect(own.wsEndpoint())).newContext(CHINESE)).newPage()
    await first.goto(`${stage.server.url}/desk`)
    await signInOn(first, await stage.addAgent(boss, 'zhao'))
    await first.locator('.desk-list').waitFor()
    await online(first)

    const rows = second.locator('.row-item')
    const nameIn = async (row: number) => (await rows.nth(row).textContent())!.match(/访客 \w+/)![0]
    const chats: Locator[] = []
    for (let place = 0; place < 3; place++) {
      const { chat } = await stage.visitor(CHINESE, '人工')
      await chat.locator('.wait').waitFor()
      await rows.nth(place).waitFor()
      chats.push(chat)
    }
    const names = [await nameIn(0), await nameIn(1), await nameIn(2)]
    await first.locator('.row-item', { hasText: names[0]! }).locator('button').first().click()
    await first.locator('.composer.closed .ant-btn-primary').click()
    await first.locator('.composer textarea').first().fill('您好，我是小赵。')
    await first.keyboard.press('Enter')
    await chats[0]!.getByText('我是小赵').waitFor()
    await rows.nth(2).waitFor({ state: 'detached' })

    own.process().kill('SIGKILL')
    const killed = Date.now()
    await rows.nth(2).waitFor({ timeout: 60_000 })
    expect(Date.now() - killed).toBeLessThan(60_000)
    await chats[0]!.locator('.wait').waitFor()
    await picture(second, 'back-at-the-old-place')
    expect([await nameIn(0), await nameIn(1), await nameIn(2)]).toEqual(names)

    await rows.locator('button').first().click()
    await second.locator('.composer.closed .ant-btn-primary').click()
    await second.locator('.composer textarea').first().fill('我是小钱，接着帮您。')
    await second.keyboard.press('Enter')
    await chats[0]!.getByText('我是小钱').waitFor()
    expect(await chats[0]!.locator('.wait').isVisible()).toBe(false)
    expect(await chats[1]!.locator('.wait').isVisible()).toBe(true)
    await picture(second, 'second-agent')
  })
})
