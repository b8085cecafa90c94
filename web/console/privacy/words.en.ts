import type { privacyZh } from './words.zh.ts'

/** The words of the page of visitors' data. */
export const privacyEn: Record<keyof typeof privacyZh, string> = {
  'nav.privacy': 'Visitor data',
  'privacy.about': 'Visitors may have their data, and may have it erased; conversations need not stay for ever.',
  'privacy.people': 'Export or erase a visitor',
  'privacy.people_about':
    'An export is an archive with a page to read and JSON. What is erased cannot be brought back; figures keep counts only.',
  'privacy.find': 'Name, e-mail, phone or id',
  'privacy.who': 'Visitor',
  'privacy.inbox': 'Inbox',
  'privacy.conversations': 'Conversations',
  'privacy.last': 'Last contact',
  'privacy.nobody': 'Nobody found. Anonymous visitors are found by the id of a conversation.',
  'privacy.nameless': 'Anonymous visitor {{end}}',
  'privacy.of_him': '{{inbox}} · conversations: {{conversations}}',
  'privacy.export': 'Export',
  'privacy.erase': 'Erase',
  'privacy.erase_title': 'Erase all data of “{{name}}”?',
  'privacy.erase_ok': 'Erase everything',
  'privacy.erased': 'Everything is erased',
  'privacy.lose_contact': 'Contact: {{contact}}',
  'privacy.lose_conversations':
    'Conversations: {{conversations}}, with {{messages}} messages, replies of bot and agents included',
  'privacy.lose_rest': 'Notes, ratings, what agents were told at handoff, and search entries',
  'privacy.still_open': 'Still going on, and ended at once: {{count}}.',
  'privacy.lose_hint': 'This cannot be undone. Backups made before still hold it.',
  'privacy.retention': 'How long conversations are kept',
  'privacy.retention_about':
    'Counted from the last message. What is older is erased, the visitor with it; what waits, is with an agent or is put off stays.',
  'privacy.keep_ever': 'For ever',
  'privacy.keep_days': 'Erase after',
  'privacy.days': 'days',
  'privacy.save': 'Save',
  'privacy.saved': 'Saved',
  'privacy.older_title': 'Conversations that are erased at once: {{count}}',
  'privacy.older_what':
    'In “{{inbox}}” nothing has been said in them for more than {{days}} days. They cannot be brought back.',
  'privacy.older_ok': 'Save and erase',
  'permission.privacy:write': "Export and erase visitors' data",
}
