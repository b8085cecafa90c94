import { useCallback, useEffect, useRef, useState } from 'react'

const MUTED = 'yingda.muted'

export interface Sound {
  muted: boolean
  toggle(): void
  /** Two rising notes: somebody waits. Three: a visitor is offered to us. One: a visitor wrote. Silent before the first interaction, and when muted. */
  play(kind: 'waiting' | 'offer' | 'message'): void
}

/** The desk's sounds, made here: no file to fetch. */
export function useSound(): Sound {
  const [muted, setMuted] = useState(() => localStorage.getItem(MUTED) === 'yes')
  const context = useRef<AudioContext>(undefined)
  useEffect(() => {
    // Browsers refuse sound before the first interaction, so nothing is built before it.
    const wake = () => {
      context.current ??= new AudioContext()
    }
    window.addEventListener('pointerdown', wake, { once: true })
    window.addEventListener('keydown', wake, { once: true })
    return () => {
      window.removeEventListener('pointerdown', wake)
      window.removeEventListener('keydown', wake)
    }
  }, [])
  const toggle = () => {
    localStorage.setItem(MUTED, muted ? 'no' : 'yes')
    setMuted(!muted)
  }
  const play = useCallback(
    (kind: 'waiting' | 'offer' | 'message') => {
      if (muted || !context.current) return
      for (const [index, hertz] of NOTES[kind].entries()) ring(context.current, hertz, index * 0.16)
    },
    [muted],
  )
  return { muted, toggle, play }
}

const NOTES = { waiting: [660, 880], offer: [660, 880, 1100], message: [740] } as const

/** The tab's title: how many wait or wrote, then the name. */
export function useTitle(count: number, name: string): void {
  useEffect(() => {
    document.title = count > 0 ? `(${count}) ${name}` : name
  }, [count, name])
}

function ring(context: AudioContext, hertz: number, delay: number): void {
  const start = context.currentTime + delay
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.frequency.value = hertz
  volume.gain.setValueAtTime(0.0001, start)
  volume.gain.exponentialRampToValueAtTime(0.12, start + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3)
  tone.connect(volume).connect(context.destination)
  tone.start(start)
  tone.stop(start + 0.32)
}
