/** A document's way, as an administrator sees it: dropped in, read with progress, asked, opened at the passage. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ENGLISH, openStage, type Stage, signInOn } from '../helpers/stage.ts'

const PDF = 'kiln-manual.zh.pdf'
const HTML = 'workshop.en.html'
const FILES = [PDF, HTML]
const chromiumFound = inject('services').chromium

/** Three pages; each chapter begins on a page of its own. */
const MANUAL = ['开窑前的准备', '降温曲线', '釉面开裂的处理'].map(
  (title, i) =>
    `<section style="break-after: page"><h2>${title}</h2><p>${
      [
        '装窑之前先清理窑板上的残釉，再检查热电偶是否插到位，窑门的密封棉如有破损要先更换。',
        '降温时不要打开窑门：从一千二百度降到六百度每小时不超过一百五十度，六百度以下自然冷却到室温。',
        '釉面出现开裂，多半是胎与釉的膨胀系数不合，可以把釉料中的长石减少百分之五，或者延长素烧的时间。',
      ][i]
    }</p></section>`,
)
const WORKSHOP = `<html><head><title>Workshop</title></head><body><article><h1>Workshop</h1>
  <h2>How many people fit into a workshop?</h2><p>A workshop has room for nine people, each with a wheel of their own.</p>
  <h2>What to wear</h2><p>Old clothes and flat shoes; aprons hang beside the door and are washed every week.</p></article></body></html>`

describe.skipIf(!chromiumFound.found)('sources in Chromium', { timeout: 120_000 }, () => {
  let stage: Stage
  let page: Page
  const noise: string[] = []

  beforeAll(async () => {
    stage = await openStage('sources')
    const { server, browser, folder } = stage
    const paper = await browser.newPage()
    await paper.setContent(`<h1>窑炉使用手册</h1>${MANUAL.join('')}`)
    await paper.pdf({ path: join(folder, PDF) })
    await paper.close()
    writeFileSync(join(folder, HTML), WORKSHOP)
    page = await (await browser.newContext(ENGLISH)).newPage()
    page.setDefaultTimeout(30_000)
    page.on('pageerror', error => noise.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error' && !message.text().includes('Failed to load resource')) noise.push(message.text())
    })
    await page.goto(`${server.url}/console/sources`)
    await signInOn(page, server.owner!)
  }, 180_000)
  afterAll(() => stage?.close())

  const row = (name: string) => page.locator('tr', { hasText: name })

  it('says what to do while there are none', async () => {
    await page.getByText('No sources yet').waitFor()
    await page.getByText('up to 30 MB a file').waitFor()
  })

  it('takes many files at once and shows each being read', async () => {
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(FILES.map(name => join(stage.folder, name)))
    await page.locator('.upload-tray, .source-progress').first().waitFor()
    for (const name of FILES)
      await row(name).locator('.source-progress').waitFor({ state: 'detached', timeout: 60_000 })
    for (const name of FILES)
      await row(name)
        .getByText(/^now$|ago$/)
        .waitFor({ timeout: 60_000 })
    expect(await page.locator('.problem').count()).toBe(0)
  })

  it('lets the columns of a table be chosen before it goes up', async () => {
    const table = join(stage.folder, 'desk-questions.csv')
    writeFileSync(table, 'Asked,Said\nDo you sell coffee machines?,"No, only tea, and what it is made with."\n')
    await page.locator('input[type=file]').first().setInputFiles(table)
    await page.locator('table.preview').waitFor()
    await page.getByText('FAQ: a question and answer a row').click()
    await expect.poll(() => page.locator('#column-question').count()).toBe(1)
    // By the keyboard: the first column, then the second.
    await page.locator('#column-question').focus()
    await page.keyboard.press('ArrowDown')
    await page.locator('.ant-select-dropdown:visible').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('th.used', { hasText: 'Asked' }).waitFor()
    await page.locator('#column-answer').focus()
    await page.keyboard.press('ArrowDown')
    await page.locator('#column-answer[aria-expanded=true]').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('th.used', { hasText: 'Said' }).waitFor()
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await row('desk-questions.csv').getByText('now').waitFor()
  })

  it('answers from them, with a link to the passage and its page', async () => {
    await page.goto(`${stage.server.url}/console/try?q=${encodeURIComponent('釉面开裂怎么处理')}`)
    await page
      .getByRole('link', { name: /kiln-manual\.zh\.pdf · page \d+/ })
      .first()
      .click()
    const marked = page.locator('.passage.marked')
    await marked.waitFor()
    await expect.poll(() => marked.evaluate(node => node.getBoundingClientRect().top)).toBeLessThan(800)
    await marked.getByRole('button', { name: /See page \d+/ }).click()
    await page.locator('.pdf-mark').first().waitFor()
    expect(await page.locator('.pdf-mark').count()).toBeGreaterThan(3)
  })

  it('shows what a list of questions would get', async () => {
    await page.goto(`${stage.server.url}/console/coverage`)
    const questions = ['Do you sell coffee machines?', 'What is the boiling point of tungsten?']
    await page.locator('textarea').first().fill(questions.join('\n'))
    await page.getByRole('button', { name: 'Test 2 questions' }).click()
    await page.locator('.outcome-tile.answered b', { hasText: '1' }).waitFor()
    await page.getByRole('link', { name: 'Do you sell coffee machines?' }).nth(1).waitFor()
  })

  it('names what is lost before it deletes', async () => {
    await page.goto(`${stage.server.url}/console/sources`)
    await page.getByRole('button', { name: 'More: desk-questions.csv' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.locator('.ant-modal-confirm-title', { hasText: 'Delete the source' }).waitFor()
    await page.locator('.ant-modal-confirm-content', { hasText: '1 entry, 1 passage and the original' }).waitFor()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await row('desk-questions.csv').waitFor({ state: 'detached' })
  })

  it('without a word in the browser’s console', () => {
    expect(noise).toEqual([])
  })
})
