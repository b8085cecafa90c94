import { startPage } from '../shared/start.tsx'
import { DeskApp } from './app.tsx'
import { deskEn } from './words.en.ts'
import { deskZh } from './words.zh.ts'
import './desk.css'
import './tools/tools.css'

// The words of a search stand in the address: on a busy machine they came back after the next letters, and undid them.
startPage('/desk', { zh: deskZh, en: deskEn }, <DeskApp />, { addressAtOnce: true })
