/** Two soft tones, made on the spot. The browser allows sound only after a gesture: until then there is silence. */
export function createSound(): { allow(): void; play(): void } {
  let context: AudioContext | undefined

  const tone = (frequency: number, after: number) => {
    const now = context!.currentTime + after
    const oscillator = context!.createOscillator()
    const gain = context!.createGain()
    oscillator.type = 'sine'
    oscillator.frequency.value = frequency
    gain.gain.setValueAtTime(0, now)
    gain.gain.linearRampToValueAtTime(0.08, now + 0.015)
    gain.gain.exponentialRampToValueAtTime(0.0001, now + 0.32)
    oscillator.connect(gain).connect(context!.destination)
    oscillator.start(now)
    oscillator.stop(now + 0.35)
  }

  return {
    /** Call in a click or key handler of ours. */
    allow() {
      if (context || typeof AudioContext === 'undefined') return
      context = new AudioContext()
    },
    play() {
      if (!context) return
      void context.resume().catch(() => {})
      tone(660, 0)
      tone(880, 0.09)
    },
  }
}
