/**
 * An agent finds a conversation again, in Chinese and in English: by what was said, by who it was, by filters, by a view
 * that was kept. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CHINESE, ENGLISH_DARK, openStage, PHONE, picturesOf, type Stage } from '../helpers/stage.ts'

const picture = picturesOf('search')

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('finding conversations in Chromium', { timeout: 120_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('search')
    await stage.visited('我想退货，茶壶裂了，运费谁出？', { name: '王小明', phone: '13812345678' })
    await stage.visited('人工')
    await stage.visited('Which couriers do you ship with? My parcel 8842 is late.', { email: 'anna.lee@example.com' })
    for (let i = 0; i < 12; i++)
      await stage.visited(i % 2 ? `第 ${i} 次问：退货多久到账？` : `Question ${i}: when is my refund paid?`)
  }, 180_000)
  afterAll(() => stage?.close())

  const results = (page: Page) => page.locator('.found li')
  const field = (page: Page) => page.locator('.find-bar input').first()
  /** It is searched while he types: what is found for half of it may be seen first. */
  const marked = (page: Page, words: string[]) =>
    expect.poll(() => page.locator('.found mark').allTextContents(), { timeout: 10_000 }).toEqual(words)
  /** What is typed before a key has led there goes nowhere. */
  const isFocused = (page: Page) => page.waitForFunction(() => document.activeElement?.matches('.find-bar input'))

  it('by words, in Chinese: with the key, while typing, with marks, into the conversation', async () => {
    const desk = await stage.desk(CHINESE)
    await desk.keyboard.press('/')
    await isFocused(desk)
    await desk.keyboard.type('茶壶裂')
    await marked(desk, ['茶壶裂'])
    expect(await results(desk).count()).toBe(1)
    await picture(desk, 'zh')
    await field(desk).fill('退货')
    await desk.waitForFunction(() => document.querySelectorAll('.found li').length > 5)
    await picture(desk, 'zh-many')
    await field(desk).fill('5678')
    await desk.locator('.found').getByText('联系方式').waitFor()
    expect(await results(desk).count()).toBe(1)
    await field(desk).press('Enter')
    await desk.locator('.conversation').getByText('茶壶裂了').waitFor()
    expect(desk.url()).toContain('q=5678')
    await picture(desk, 'zh-opened')
    await desk.reload()
    await desk.locator('.found').getByText('王小明').first().waitFor()
    await field(desk).fill('没有人说过这句话吧')
    await desk.getByText('没有找到').waitFor()
    await picture(desk, 'zh-nothing')
    await field(desk).press('Escape')
    await desk.locator('.desk-tabs').waitFor()
    // An input method's letters are not searched for.
    await field(desk).evaluate(input => {
      input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    })
    await field(desk).pressSequentially('tui')
    await desk.waitForTimeout(400)
    expect(desk.url()).not.toContain('q=')
    await desk.context().close()
  })

  it('by words and forms of words, in English, dark, with Ctrl-K and the arrow keys', async () => {
    const desk = await stage.desk(ENGLISH_DARK)
    await desk.keyboard.press('Control+k')
    await isFocused(desk)
    await desk.keyboard.type('courier shipping')
    expect(await field(desk).inputValue()).toBe('courier shipping')
    await marked(desk, ['couriers', 'ship'])
    await picture(desk, 'en-dark')
    await field(desk).fill('refunds')
    await desk.waitForFunction(() => document.querySelectorAll('.found li').length > 4)
    await field(desk).press('ArrowDown')
    await desk.keyboard.press('Enter')
    await desk.locator('.conversation .bubble').getByText('refund paid').first().waitFor()
    await picture(desk, 'en-dark-opened')
    await field(desk).fill('?!')
    await desk.getByText('Type a word to look for').waitFor()
    await desk.context().close()
  })

  it('by a label, which stands beside the list and in the address', async () => {
    const desk = await stage.desk(CHINESE)
    const { item } = await stage.call<{ item: { id: string } }>(desk, 'POST', '/labels', {
      name: '退货',
      colour: 'red',
    })
    const { conversations } = await stage.call<{ conversations: { id: string }[] }>(
      desk,
      'GET',
      '/conversations?view=open',
    )
    await stage.call(desk, 'PUT', `/conversations/${conversations[0]!.id}/labels`, { labelIds: [item.id] })
    await desk.goto(`${stage.server.url}/desk?tab=open`)
    await desk.locator('.row-item').nth(1).waitFor()
    await desk.getByRole('button', { name: '筛选与排序' }).click()
    await desk.getByRole('combobox', { name: '标签' }).click()
    await desk.locator('.ant-select-item-option').getByText('退货').click()
    await desk.waitForFunction(() => document.querySelectorAll('.row-item').length === 1)
    await desk.locator('.narrowed').getByText('退货').waitFor()
    expect(desk.url()).toContain(`labelId=${item.id}`)
    await picture(desk, 'label-filter')
    await desk.setViewportSize(PHONE)
    await picture(desk, 'label-filter-phone')
    await desk.context().close()
  })

  it('by filters and a view that is kept and shared, also on a phone', async () => {
    const desk = await stage.desk(CHINESE)
    await desk.goto(`${stage.server.url}/desk?tab=open`)
    await desk.locator('.row-item').first().waitFor()
    const all = await desk.locator('.row-item').count()
    await desk.getByRole('button', { name: '筛选与排序' }).click()
    await desk.locator('.filter-form').waitFor()
    await desk.locator('.filter-form .ant-select').last().click()
    await desk.locator('.ant-select-item-option').getByText('English').click()
    await desk.waitForFunction(count => document.querySelectorAll('.row-item').length < count, all)
    await picture(desk, 'filter')
    await desk.locator('.filter-form').getByRole('button', { name: '存为视图' }).click()
    await desk.locator('.ant-modal input').first().fill('英文会话')
    await desk.locator('.ant-modal input[type=checkbox]').check()
    await picture(desk, 'keep-view')
    await desk.locator('.ant-modal .ant-btn-primary').click()
    await desk.locator('.narrowed').getByText('English').waitFor()
    const narrowed = await desk.locator('.row-item').count()
    await desk.locator('.narrowed').getByText('清除筛选').click()
    await desk.waitForFunction(count => document.querySelectorAll('.row-item').length > count, narrowed)
    await desk.getByRole('button', { name: '常用视图' }).click()
    await picture(desk, 'views')
    await desk.locator('.view-item').getByText('英文会话').click()
    await desk.waitForFunction(count => document.querySelectorAll('.row-item').length === count, narrowed)
    await desk.setViewportSize(PHONE)
    await picture(desk, 'filtered-phone')
    await desk.getByRole('button', { name: '筛选与排序' }).click()
    await desk.locator('.filter-form').waitFor()
    await picture(desk, 'filter-phone')
    await desk.keyboard.press('Escape')
    await field(desk).fill('refund')
    await results(desk).first().waitFor()
    await picture(desk, 'search-phone')
    await results(desk).first().locator('button').click()
    await desk.locator('.conversation .bubble').first().waitFor()
    await desk.goBack()
    await results(desk).first().waitFor()
    await desk.context().close()
  })
})
