/**
 * The panel's style, inside its shadow root. Pixels only: a rem would be the host page's. Colours that depend on the
 * inbox are custom properties set from colour.ts.
 */
export const STYLES = `
*,*::before,*::after{box-sizing:border-box}
.y{
--bg:#fff;--text:#1b201d;--muted:#5b645e;--line:#e3e7e4;--bubble:#f1f4f2;--hover:#e8edea;--bad:#b3261e;--warn:#fff5dc;--warn-text:#664800;
--tint:var(--light);--shadow:0 0 0 1px rgba(15,25,20,.05),0 12px 28px -6px rgba(15,25,20,.16),0 32px 72px -16px rgba(15,25,20,.24);
color-scheme:light;display:flex;flex-direction:column;overflow:hidden;background:var(--bg);color:var(--text);
font:400 15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;
-webkit-font-smoothing:antialiased;text-align:start;overflow-wrap:anywhere}
.y[data-theme=dark]{
--bg:#181b19;--text:#ebeeec;--muted:#a3ada7;--line:#303632;--bubble:#262b28;--hover:#303632;--bad:#ff9d94;--warn:#3a300f;--warn-text:#f5dd9b;
--tint:var(--dark);--shadow:0 0 0 1px rgba(255,255,255,.08),0 24px 64px -12px rgba(0,0,0,.7);color-scheme:dark}
.y[hidden],.y [hidden]{display:none!important}
.panel{position:absolute;bottom:72px;width:396px;height:min(704px,calc(100vh - 116px));height:min(704px,calc(100dvh - 116px));border-radius:20px;box-shadow:var(--shadow);animation:rise .22s cubic-bezier(.2,.8,.2,1);transform-origin:bottom right}
.right .panel{right:0}.left .panel{left:0;transform-origin:bottom left}
.page{position:fixed;inset:0;height:100%}
button{font:inherit;color:inherit;background:none;border:0;margin:0;padding:0;cursor:pointer;text-align:inherit;-webkit-tap-highlight-color:transparent}
button:disabled{cursor:default}
:focus{outline:none}
:focus-visible{outline:2px solid var(--tint);outline-offset:2px}
svg{display:block;flex:none}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

.head{display:flex;align-items:center;gap:12px;padding:14px 12px 14px 18px;border-bottom:1px solid var(--line);flex:none;
padding-top:calc(14px + env(safe-area-inset-top,0px))}
.face{display:grid;place-items:center;width:40px;height:40px;border-radius:14px;background:var(--accent);color:var(--on);flex:none;font-weight:600;font-size:17px}
.who{flex:1;min-width:0}
.name{display:flex;align-items:center;gap:7px;font-weight:650;font-size:16px;line-height:1.3}
.name span:first-child{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.badge{flex:none;font-size:11px;font-weight:600;line-height:17px;padding:0 6px;border-radius:6px;background:var(--bubble);color:var(--muted)}
.status{display:flex;align-items:center;gap:6px;font-size:13px;line-height:1.4;color:var(--muted)}
.status::before{content:"";flex:none;width:7px;height:7px;border-radius:50%;background:#2e9e63}
.status[data-is=queue]::before{background:#d99a1c;animation:pulse 1.6s infinite}
.status[data-is=off]::before{background:var(--muted)}
.round{display:grid;place-items:center;width:36px;height:36px;border-radius:50%;color:var(--muted);flex:none;transition:background .12s}
.round:hover{background:var(--bubble);color:var(--text)}

.bar{flex:none;padding:8px 18px;font-size:13px;line-height:1.45;background:var(--warn);color:var(--warn-text)}
.middle{position:relative;flex:1;min-height:0;display:flex}
.scroll{flex:1;overflow-y:auto;overscroll-behavior:contain;overflow-anchor:none;padding:20px 18px 10px;scrollbar-width:thin;scrollbar-color:var(--line) transparent}
.scroll:focus-visible{outline-offset:-3px}
.intro{padding:10px 4px 16px}
.intro p{margin:0;white-space:pre-wrap;font-size:19px;line-height:1.45;font-weight:600;text-wrap:pretty}
.intro div{display:flex;align-items:flex-start;line-height:18px;gap:7px;margin-top:12px;font-size:13.5px;color:var(--muted)}
.intro svg{color:var(--tint)}
.log{display:flex;flex-direction:column}

.sep,.line{align-self:center;text-align:center;font-size:12px;line-height:1.5;color:var(--muted);margin:16px 12px 10px;max-width:92%}
.line{display:flex;align-items:center;gap:10px;align-self:stretch;max-width:none;margin:14px 0 10px}
.line::before,.line::after{content:"";flex:1;height:1px;background:var(--line)}
.line span{max-width:84%}
.msg{display:flex;flex-direction:column;align-items:flex-start;margin-top:3px;max-width:100%}
.msg.first{margin-top:14px}
.msg.new{animation:in .2s ease-out}
.label{display:flex;align-items:center;gap:6px;font-size:12px;line-height:1.4;color:var(--muted);margin:0 0 4px 2px}
.face img{width:100%;height:100%;border-radius:inherit;object-fit:cover}
.label .face{width:20px;height:20px;border-radius:7px;font-size:11px}
.label .face.human{border-radius:50%;background:var(--text);color:var(--bg)}
.bubble{max-width:88%;padding:9px 14px;border-radius:18px;background:var(--bubble);border-end-start-radius:6px}
.mine{align-items:flex-end}
.mine .bubble{background:var(--accent);color:var(--on);border-end-start-radius:18px;border-end-end-radius:6px;max-width:84%}
.mine .bubble::selection,.mine .bubble ::selection{background:var(--on);color:var(--accent)}
.mine.waits .bubble{opacity:.72}
.mine.bad .bubble{background:transparent;color:var(--text);box-shadow:inset 0 0 0 1.5px var(--bad)}
.bubble p{margin:0}.bubble p+p,.bubble p+ul,.bubble p+ol,.bubble ul+p,.bubble ol+p{margin-top:8px}
.bubble ul,.bubble ol{margin:0;padding-inline-start:20px}.bubble li+li{margin-top:3px}.bubble li::marker{color:var(--muted)}
.bubble strong{font-weight:650}
.pre{white-space:pre-wrap}
a{color:var(--tint);text-decoration:underline;text-underline-offset:2px;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
.mine a{color:inherit}
.sources{display:flex;flex-wrap:wrap;gap:2px 10px;margin-top:8px;padding-top:7px;border-top:1px solid var(--line);font-size:12.5px;color:var(--muted);line-height:1.5}
.sources a,.sources i{display:inline-flex;align-items:center;gap:2px;font-style:normal}
.rate{display:flex;align-items:center;font-size:12.5px;color:var(--muted);margin:4px 0 0 4px}
.state{align-self:flex-end;font-size:12px;line-height:1.5;color:var(--muted);margin:3px 3px 0}
button.state{color:var(--bad);display:inline-flex;align-items:center;gap:4px;padding:2px 0}
button.state:hover{text-decoration:underline}
.choices{display:flex;flex-wrap:wrap;gap:8px;margin:10px 0 2px}
.choices.stack{flex-direction:column;align-items:flex-start}
.chip{padding:7px 14px;border-radius:17px;border:1.5px solid var(--line);color:var(--tint);font-size:14px;line-height:1.4;font-weight:500;background:var(--bg);transition:border-color .12s,background .12s}
.chip:hover{border-color:var(--tint);background:var(--bubble)}
.dots{display:inline-flex;gap:4px;padding:14px 15px;border-radius:18px;border-end-start-radius:6px;background:var(--bubble);margin-top:10px}
.dots i{width:7px;height:7px;border-radius:50%;background:var(--muted);animation:dot 1.2s infinite}
.dots i:nth-child(2){animation-delay:.15s}.dots i:nth-child(3){animation-delay:.3s}
.older{align-self:center;font-size:13px;color:var(--tint);padding:6px 12px;border-radius:14px}
.pill{position:absolute;bottom:10px;left:50%;transform:translateX(-50%);display:flex;align-items:center;gap:6px;padding:7px 14px 7px 11px;border-radius:18px;background:var(--accent);color:var(--on);font-size:13px;font-weight:600;white-space:nowrap;box-shadow:0 6px 18px rgba(0,0,0,.22)}

.wait{flex:none;display:flex;flex-wrap:wrap;align-items:center;gap:2px 10px;padding:9px 12px 9px 18px;font-size:13px;line-height:1.45;border-top:1px solid var(--line);background:var(--bubble)}
.wait span{flex:1 1 260px}.wait div{display:flex;flex-wrap:wrap;margin-left:-10px}
.small{flex:none;font-size:13px;font-weight:600;color:var(--tint);padding:5px 10px;border-radius:12px}
.small:hover{background:var(--hover)}
.foot{flex:none;padding:12px 14px 8px;padding-bottom:calc(8px + env(safe-area-inset-bottom,0px));border-top:1px solid var(--line)}
.wait:not([hidden])+.foot{border-top:0;background:var(--bubble)}
.field{display:flex;align-items:flex-end;gap:6px;border-radius:22px;border:1.5px solid var(--line);background:var(--bg);padding:3px 4px 3px 15px;transition:border-color .12s}
.field:focus-within{border-color:var(--tint)}
textarea{flex:1;min-width:0;resize:none;border:0;margin:0;padding:6px 0;background:none;color:inherit;font:inherit;font-size:16px;line-height:22px;height:34px;max-height:122px;outline:none!important;overflow-y:auto;scrollbar-width:thin}
textarea::placeholder{color:var(--muted);opacity:1}
.send{display:grid;place-items:center;width:34px;height:34px;border-radius:50%;background:var(--accent);color:var(--on);flex:none;transition:opacity .12s,transform .12s}
.send:disabled{background:var(--hover);color:var(--muted)}
.send:not(:disabled):active{transform:scale(.92)}
.under{display:flex;align-items:center;justify-content:space-between;gap:10px;min-height:30px;padding:4px 2px 0;font-size:12.5px;color:var(--muted)}
.under .small{display:inline-flex;align-items:center;gap:5px;color:var(--muted);font-weight:500;padding:4px 10px 4px 6px}
.under .small:hover{color:var(--text);background:var(--bubble)}
.count{margin-inline-start:auto}
.count.over{color:var(--bad);font-weight:600}

.page .head,.page .bar,.page .wait,.page .foot,.page .scroll{padding-inline:max(18px,calc((100% - 760px)/2))}
.page .bubble{max-width:min(88%,620px)}

@media (max-width:480px),(max-height:480px){
.panel{position:fixed;inset:0;width:100%;height:100vh;height:100dvh;border-radius:0;box-shadow:none;max-height:var(--seen,none);top:var(--top,0)}
.round{width:44px;height:44px}.head{padding-inline-end:8px}
.send{width:38px;height:38px}textarea{padding:8px 0;height:38px}
.chip{padding:9px 15px;border-radius:20px}.small{min-height:36px}
}
@keyframes rise{from{opacity:0;transform:translateY(10px) scale(.98)}}
@keyframes in{from{opacity:0;transform:translateY(6px)}}
@keyframes dot{0%,60%,100%{opacity:.35;transform:none}30%{opacity:1;transform:translateY(-3px)}}
@keyframes pulse{50%{opacity:.35}}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.bubble,.send,.face,.pill{border:1px solid}}
`
