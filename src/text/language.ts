/** `mixed` has both Chinese and English words; `other` has neither. */
export type ScriptLanguage = 'zh' | 'en' | 'mixed' | 'other'
