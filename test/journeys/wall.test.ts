/**
 * A supervisor's wall beside a visitor who asks for a person: he appears there, turns orange before it is late, and goes
 * when he has a reply. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CHINESE, DESKTOP, ENGLISH_DARK, openStage, PHONE, picturesOf, type Stage } from '../helpers/stage.ts'

const picture = picturesOf('wall')

describe.skipIf(!inject('services').chromium.found)('the wall in Chromium', { timeout: 120_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('wall')
  }, 180_000)
  afterAll(() => stage?.close())

  it('shows who waits, before and when it is late, until he is answered', async () => {
    const wall = await stage.desk(CHINESE)
    await wall.getByRole('link', { name: '现场大屏' }).click()
    await wall.getByText('每个人都有人回复了').waitFor()
    await picture(wall, 'quiet')

    const target = wall.getByRole('spinbutton', { name: '首次回复目标' })
    await target.fill('8')
    await target.press('Enter')
    await wall.getByText('目标已改为 8 秒').waitFor()

    const { chat } = await stage.visitor(CHINESE, '人工')

    const row = wall.locator('.wall-list a').first()
    await row.waitFor()
    expect(await row.getAttribute('class')).toBe('calm')
    await wall.locator('.wall-list a.warn').waitFor()
    await picture(wall, 'warn')
    await wall.locator('.wall-list a.late').waitFor()
    await picture(wall, 'late')
    await wall.setViewportSize(PHONE)
    await picture(wall, 'phone')
    await wall.setViewportSize(DESKTOP)

    await row.click()
    await wall.getByRole('button', { name: /接待/ }).first().waitFor()
    await wall.waitForTimeout(500)
    await wall.keyboard.press('a')
    const reply = wall.locator('.composer textarea').first()
    await reply.waitFor()
    await reply.fill('您好，我来帮您。')
    await reply.press('Enter')
    await chat.getByText('我来帮您').waitFor()

    const dark = await stage.signedIn('/desk/wall', ENGLISH_DARK)
    await dark.getByText('Everybody has had a reply').waitFor()
    await picture(dark, 'dark')
  })
})
