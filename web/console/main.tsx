import { startPage } from '../shared/start.tsx'
import { ConsoleApp } from './app.tsx'
import { consoleEn } from './words.en.ts'
import { consoleZh } from './words.zh.ts'
import './console.css'

startPage('/console', { zh: consoleZh, en: consoleEn }, <ConsoleApp />)
