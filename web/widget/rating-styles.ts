/** Only where somebody is asked to rate: not part of the first view. */
export const RATING_STYLES = `
.csat{align-self:stretch;margin:14px 0 6px;padding:14px 16px;border:1.5px solid var(--line);border-radius:18px;text-align:center}
.csat.new{animation:in .2s ease-out}
.csat p{margin:0;font-weight:600;font-size:14.5px;text-wrap:balance}
.csat .stars{display:flex;justify-content:center;gap:4px;margin-top:8px}
.csat .star{display:grid;place-items:center;width:44px;height:44px;border-radius:50%;color:var(--line)}
.csat .star svg{fill:currentColor;stroke:currentColor;color:var(--muted);opacity:.38;transition:opacity .12s,transform .12s}
.csat .star.on svg{color:#e0a021;opacity:1}
.csat .star:hover svg{transform:scale(1.12)}
.csat .said{min-height:20px;font-size:13px;color:var(--muted)}
.csat textarea{display:block;width:100%;height:64px;margin-top:10px;padding:8px 12px;border:1.5px solid var(--line);border-radius:12px;background:var(--bg);text-align:start}
.csat textarea:focus{border-color:var(--tint)}
.csat .go{margin-top:10px;padding:8px 22px;border-radius:18px;background:var(--accent);color:var(--on);font-weight:600;font-size:14px}
.csat .go:disabled{opacity:.6}
.csat .oops{margin-top:6px;font-size:13px;color:var(--bad)}
`
