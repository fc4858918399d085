// The contact sheet's style sheet. Internal to the outcome.
#pragma once

#include <string_view>

namespace photogate {

// Colours keep a contrast of at least 4.5 : 1 against what they stand on, in both schemes
// (WCAG 2.2, 1.4.3). Each state has a shape or a word besides its colour.
inline constexpr std::string_view kReportStyle = R"css(
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d5d9df;
--block:#b3261e;--block-bg:#fdecea;--review:#8a4b00;--review-bg:#fff3dc;--clear:#17653a;--clear-bg:#e6f4ea;
--focus:#0b57d0;--well:#e7eaee}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1e2228;--ink:#e8eaed;--soft:#a5adb8;
--line:#363c45;--block:#ff9d94;--block-bg:#43211f;--review:#f7c06b;--review-bg:#3e2f14;--clear:#86d9a3;
--clear-bg:#17341f;--focus:#8ab4f8;--well:#2a3038}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",
Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
.page{max-width:1240px;margin:0 auto;padding:24px 20px 48px}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 4px}
h2{font-size:1.2rem;margin:32px 0 4px;display:flex;align-items:center;gap:10px}
h3{font-size:.95rem;line-height:1.35;margin:0}
p{margin:0}
.soft{color:var(--soft)}
.lead{color:var(--soft);margin-bottom:20px}
.kicker{font-size:.78rem;font-weight:600;letter-spacing:.08em;text-transform:uppercase;color:var(--soft)}
.counts{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:0 0 16px;padding:0;list-style:none}
.counts a{display:block;background:var(--card);border:1px solid var(--line);border-left:5px solid var(--soft);
border-radius:8px;padding:10px 14px;color:inherit;text-decoration:none}
.counts b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}
.counts .block a{border-left-color:var(--block)}.counts .review a{border-left-color:var(--review)}
.counts .clear a{border-left-color:var(--clear)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:10px 20px;margin:0;
background:var(--card);border:1px solid var(--line);border-radius:8px;padding:14px 16px}
.facts dt{font-size:.78rem;color:var(--soft)}
.facts dd{margin:0;font-weight:600}
.notice{margin:16px 0 20px;padding:10px 14px;border:1px solid var(--line);border-left:5px solid var(--review);
border-radius:8px;background:var(--card)}
.pick{position:absolute;opacity:0;width:1px;height:1px}
.pick+label{display:inline-block;padding:6px 14px;margin:0 6px 6px 0;border:1px solid var(--line);
border-radius:99px;background:var(--card);cursor:pointer}
.pick:checked+label{background:var(--ink);border-color:var(--ink);color:var(--page);font-weight:600}
.pick:focus-visible+label,a:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.legend{font-size:.86rem;margin-top:8px}.l-block{color:var(--block)}.l-review{color:var(--review)}
.l-none{color:var(--clear)}
#only-block:checked~main section:not(.block),#only-review:checked~main section:not(.review),
#only-clear:checked~main section:not(.clear){display:none}
.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(340px,1fr));gap:16px;margin-top:12px;
align-items:start}
section.clear .sheet{grid-template-columns:repeat(auto-fill,minmax(270px,1fr))}
article{background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden;
content-visibility:auto;contain-intrinsic-size:auto 420px}
section.block article{border-top:4px solid var(--block)}
section.review article{border-top:4px solid var(--review)}
section.clear article{border-top:4px solid var(--clear);contain-intrinsic-size:auto 300px}
.well{background:var(--well);display:flex;justify-content:center}
.shot{position:relative;display:inline-block;line-height:0}
.shot img{display:block;max-width:100%;max-height:300px;width:auto;height:auto}
.shot svg{position:absolute;inset:0;width:100%;height:100%}
.none{padding:48px 16px;color:var(--soft);text-align:center}
rect{fill:none;vector-effect:non-scaling-stroke}
.halo{stroke:#000;stroke-opacity:.55;stroke-width:5}
.f-block{stroke:#ff5449;stroke-width:3}.f-review{stroke:#ffb83d;stroke-width:3;stroke-dasharray:7 4}
.f-none{stroke:#53d481;stroke-width:2}
.tag{stroke:none;fill:#14171b}.svg-label{fill:#fff;font-weight:700;font-family:system-ui,Arial,sans-serif}
.text{padding:12px 14px 14px}
.name{display:flex;gap:10px;justify-content:space-between;align-items:flex-start;margin-bottom:2px}
.badge{flex:none;font-size:.78rem;font-weight:700;padding:2px 9px;border-radius:99px;border:1px solid}
.badge.block{color:var(--block);background:var(--block-bg)}
.badge.review{color:var(--review);background:var(--review-bg)}
.badge.clear{color:var(--clear);background:var(--clear-bg)}
.meta{font-size:.82rem;color:var(--soft)}
.why{margin:10px 0 0;padding:0;list-style:none}
.why li{padding:7px 10px;margin-top:6px;border-left:4px solid var(--line);border-radius:4px}
.why .block{border-left-color:var(--block);background:var(--block-bg)}
.why .review{border-left-color:var(--review);background:var(--review-bg)}
.why .none-effect{padding:2px 10px;font-size:.86rem;color:var(--soft)}
.why small{display:block;font-size:.78rem;color:var(--soft)}
.why .block small,.why .review small{color:inherit;opacity:.85}
.look .sheet{grid-template-columns:repeat(auto-fill,minmax(min(440px,100%),1fr))}.look .shot img{max-height:660px}
.look ol,.look ul{margin:8px 0 0;padding-left:22px}
table{border-collapse:collapse;width:100%;margin-top:12px;background:var(--card);font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:7px 12px;border:1px solid var(--line)}
footer{margin-top:36px;font-size:.82rem;color:var(--soft)}
@media (max-width:640px){.page{padding:16px 12px 32px}.counts{grid-template-columns:repeat(2,1fr)}
.sheet,section.clear .sheet{grid-template-columns:1fr}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;
--block:#b3261e;--block-bg:#fdecea;--review:#8a4b00;--review-bg:#fff3dc;--clear:#17653a;--clear-bg:#e6f4ea;
--well:#f0f0f0}body{font-size:9pt}.page{max-width:none;padding:0}.pick,.pick+label{display:none}
.sheet{grid-template-columns:repeat(2,1fr)}section.clear .sheet{grid-template-columns:repeat(4,1fr)}
article{break-inside:avoid;content-visibility:visible}h2,section>p{break-after:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}.shot img{max-height:45mm}@page{margin:14mm}}
)css";

}  // namespace photogate
