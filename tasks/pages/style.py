"""How pages look, by day and by night, on a phone and on a desk."""

LIGHT = {
    "page": "#f6f7f8",
    "card": "#ffffff",
    "line": "#d8dce0",
    "text": "#1a1d21",
    "quiet": "#555d66",
    "link": "#0b5394",
    "pass": "#0a5c42",
    "pass-back": "#dff3ea",
    "fail": "#98201a",
    "fail-back": "#fde7e5",
    "wait": "#634800",
    "wait-back": "#fcefcf",
}
DARK = {
    "page": "#111417",
    "card": "#1a1e22",
    "line": "#363d44",
    "text": "#e7e9eb",
    "quiet": "#a7b0b8",
    "link": "#8cc4ff",
    "pass": "#86dcb5",
    "pass-back": "#10382a",
    "fail": "#ffa69f",
    "fail-back": "#4b1b18",
    "wait": "#f2cd74",
    "wait-back": "#3c3110",
}
TEXT_ON = (
    *((ink, back) for ink in ("text", "quiet", "link") for back in ("page", "card")),
    *((word, f"{word}-back") for word in ("pass", "fail", "wait")),
    *((word, "card") for word in ("pass", "fail", "wait")),
)
"""Which colour of text stands on which: each pair has to be told apart easily."""


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


STYLES = (
    f":root{{color-scheme:light dark;{_variables(LIGHT)}}}"
    f"@media (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}"
    """
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:62rem;margin:0 auto;padding:1rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.15rem;margin:0 0 .6rem}
h3{font-size:1rem;margin:1rem 0 .3rem}
p{margin:.4rem 0}
a{color:var(--link)}
code,.name{font-family:ui-monospace,monospace;font-size:.875rem;overflow-wrap:anywhere}
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:1rem 0}
.quiet{color:var(--quiet);font-size:.875rem}
.badge{display:inline-block;border-radius:.4rem;padding:.1rem .6rem;font-weight:650;white-space:nowrap}
.pass{color:var(--pass)}.fail{color:var(--fail)}.wait{color:var(--wait)}
.badge.pass{background:var(--pass-back)}.badge.fail{background:var(--fail-back)}.badge.wait{background:var(--wait-back)}
h1 .badge{font-size:1.1rem;vertical-align:.15rem}
.why{margin:.4rem 0;padding-left:1.2rem}
.why li{margin:.3rem 0;overflow-wrap:anywhere}
img{display:block;max-width:100%;height:auto;background:#fff;border-radius:.4rem}
figure{margin:0}
table{border-collapse:collapse;width:100%}
th{text-align:left;font-size:.8rem;color:var(--quiet);font-weight:600}
th,td{padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
.number{font-variant-numeric:tabular-nums}
svg{display:block;width:10rem;max-width:100%;height:2.25rem;overflow:visible}
.dates{white-space:nowrap;font-size:.8rem;color:var(--quiet)}
svg polyline{fill:none;stroke:var(--link);stroke-width:1.5;vector-effect:non-scaling-stroke}
svg line{stroke:var(--quiet);stroke-dasharray:3 3;vector-effect:non-scaling-stroke}
svg circle{fill:var(--link)}svg circle.fail{fill:var(--fail)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:0}
dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere;min-width:0}
pre{margin:.3rem 0;padding:.6rem;background:var(--page);border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.875rem}
details{margin-top:.8rem}summary{cursor:pointer;color:var(--link);padding:.3rem 0}
.parts{list-style:none;margin:0;padding:0}
.parts li{border-top:1px solid var(--line);padding:.6rem 0;display:grid;grid-template-columns:1fr max-content;gap:.2rem 1rem}
.parts .badge{align-self:start}
.parts .quiet{grid-column:1/-1;overflow-wrap:anywhere}
@media (max-width:44rem){
main{padding:.6rem .6rem 2rem}
section{padding:.8rem}
thead{display:none}
table,tbody{display:block}
tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(6rem,1fr));gap:.2rem .6rem;padding:.7rem 0;border-bottom:1px solid var(--line)}
tr:last-child{border-bottom:0}
td{display:block;border:0;padding:0;min-width:0;overflow-wrap:anywhere}
td[data-label]::before{content:attr(data-label);display:block;font-size:.8rem;color:var(--quiet)}
td.wide{grid-column:1/-1}
td[data-label=Floor]{order:1}
td.wide:last-child{order:2}
td:empty{display:none}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}
}
"""
)
