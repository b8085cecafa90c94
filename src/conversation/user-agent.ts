/** A browser and a system by their names, for an agent to read; nothing is decided by it. */

/** In this order: most browsers also claim to be the ones below them. */
const BROWSERS: readonly [RegExp, string][] = [
  [/MicroMessenger\/([\d.]+)/, 'WeChat'],
  [/AlipayClient\/([\d.]+)/, 'Alipay'],
  [/DingTalk\/([\d.]+)/, 'DingTalk'],
  [/\bQQ\/([\d.]+)/, 'QQ'],
  [/Edg(?:e|A|iOS)?\/([\d.]+)/, 'Edge'],
  [/(?:OPR|Opera)\/([\d.]+)/, 'Opera'],
  [/SamsungBrowser\/([\d.]+)/, 'Samsung Internet'],
  [/MQQBrowser\/([\d.]+)/, 'QQ Browser'],
  [/UCBrowser\/([\d.]+)/, 'UC Browser'],
  [/(?:Firefox|FxiOS)\/([\d.]+)/, 'Firefox'],
  [/(?:HeadlessChrome|Chrome|CriOS)\/([\d.]+)/, 'Chrome'],
  [/Version\/([\d.]+).*Safari/, 'Safari'],
]
const SYSTEMS: readonly [RegExp, string][] = [
  [/HarmonyOS/i, 'HarmonyOS'],
  [/Android ?([\d.]*)/, 'Android'],
  [/iPhone OS ([\d_]+)/, 'iOS'],
  [/iPad.*OS ([\d_]+)/, 'iPadOS'],
  [/Windows NT 10/, 'Windows'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

export interface Device {
  /** "Chrome 128"; undefined when nobody knows it. */
  browser?: string
  /** "Android 14". */
  system?: string
  phone: boolean
}

export function readUserAgent(userAgent: string): Device {
  const browser = named(BROWSERS, userAgent)
  const system = named(SYSTEMS, userAgent)
  return {
    ...(browser === undefined ? {} : { browser }),
    ...(system === undefined ? {} : { system }),
    phone: /Mobi|Android|iPhone/.test(userAgent),
  }
}

function named(list: readonly [RegExp, string][], userAgent: string): string | undefined {
  for (const [pattern, name] of list) {
    const found = pattern.exec(userAgent)
    if (found === null) continue
    const version = found[1]?.split(/[._]/)[0]
    return version ? `${name} ${version}` : name
  }
  return undefined
}
