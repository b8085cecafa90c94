/**
 * What is typed in the console and not saved: whoever leaves by a link, by Back, by reloading or by a drawer's × is
 * asked, stays, and finds it again. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import type { Dialog, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CHINESE, ENGLISH, openStage, picturesOf, type Stage } from '../helpers/stage.ts'

const picture = picturesOf('unsaved')
const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('what is not saved, in Chromium', { timeout: 120_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('unsaved')
  }, 180_000)
  afterAll(() => stage?.close())

  it('on a page is kept by who stays, whichever way he was leaving, and dropped by who leaves', async () => {
    const page = await stage.signedIn('/console/account', CHINESE)
    await goBy(page, '网页挂件')
    const name = page.getByLabel('渠道名（仅内部可见）')
    await name.fill('售前窗口')
    await page.getByText('有未保存的修改').waitFor()

    await goBy(page, '意图')
    await answer(page, '留下', 'page')
    expect(await name.inputValue()).toBe('售前窗口')
    await page.evaluate(() => history.back())
    await answer(page, '留下')
    expect(page.url()).toMatch(/\/console\/widget$/)
    expect(await name.inputValue()).toBe('售前窗口')
    expect(await askedByBrowser(page)).toBe('beforeunload')
    expect(await name.inputValue()).toBe('售前窗口')

    await goBy(page, '意图')
    await answer(page, '不保存，离开')
    // Not only by the address: the page that was left stands until the next one is loaded, with what was typed.
    await page.getByRole('button', { name: '新增意图' }).waitFor()
    await goBy(page, '网页挂件')
    await name.waitFor()
    expect(await name.inputValue()).not.toBe('售前窗口')
    await goBy(page, '意图')
    await page.waitForURL('**/console/intents')
  })

  it('in a drawer is not dropped by its ×', async () => {
    const page = await stage.signedIn('/console/intents', ENGLISH)
    await page.getByRole('button', { name: 'New intent' }).click()
    await keptByTheCross(page, 'intent')

    await goBy(page, 'Knowledge')
    await page.getByRole('button', { name: 'New entry' }).click()
    await keptByTheCross(page, 'entry')
  })

  /** Types, tries the ×, stays, finds it; tries again and leaves. */
  async function keptByTheCross(page: Page, name: string): Promise<void> {
    const drawer = page.locator('.ant-drawer')
    const field = drawer.locator('input[type=text]:not([readonly])').first()
    await field.fill('half_written')
    await drawer.locator('.ant-drawer-close').click()
    await answer(page, 'Stay', name)
    expect(await field.inputValue()).toBe('half_written')
    await drawer.locator('.ant-drawer-close').click()
    await answer(page, 'Leave without saving')
    await field.waitFor({ state: 'hidden' })
  }

  async function answer(page: Page, button: string, name?: string): Promise<void> {
    const question = page.locator('.ant-modal-confirm')
    await question.waitFor()
    if (name !== undefined) await picture(page, name)
    await question.getByRole('button', { name: button, exact: true }).click()
    await question.waitFor({ state: 'hidden' })
  }
})

async function goBy(page: Page, place: string): Promise<void> {
  await page.locator('.console-side').getByRole('link', { name: place, exact: true }).click()
}

/** What the browser itself asks at a reload; it is told to stay. */
async function askedByBrowser(page: Page): Promise<string> {
  const asked = page.waitForEvent('dialog')
  const reload = page.evaluate(() => location.reload()).catch(() => undefined)
  const dialog: Dialog = await asked
  await dialog.dismiss()
  await reload
  return dialog.type()
}
