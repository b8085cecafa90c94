import { startPage } from '../shared/start.tsx'
import { DeskApp } from './app.tsx'
import { deskEn } from './words.en.ts'
import { deskZh } from './words.zh.ts'
import './desk.css'
import './tools/tools.css'

startPage('/desk', { zh: deskZh, en: deskEn }, <DeskApp />)
