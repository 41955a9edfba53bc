/** Light by default, dark where the reader's system is, light again on paper. */
export const style = `
:root { color-scheme: light dark; --page: #ffffff; --text: #1f2328; --muted: #5d6570; --line: #dfe3e8; --panel: #f5f7f9;
  --blue: #1f6fb2; --orange: #b45309; --grey: #7a838d; --good: #18794e; --bad: #b42318; }
@media screen and (prefers-color-scheme: dark) { :root { --page: #15181c; --text: #e3e6ea; --muted: #a2abb5; --line: #343a42;
  --panel: #1d2126; --blue: #6cb2ee; --orange: #f0a35c; --grey: #8a939d; --good: #5cc995; --bad: #ff8f85; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1040px; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 20px; margin: 40px 0 4px; padding-top: 16px; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
h3 { font-size: 15px; margin: 20px 0 6px; }
p { margin: 6px 0; }
.muted { color: var(--muted); font-size: 13px; }
.headline { margin: 16px 0; padding: 12px 16px 12px 34px; background: var(--panel); border-radius: 6px; }
.statement { margin: 12px 0; padding: 10px 14px; background: var(--panel); border-left: 4px solid var(--grey); border-radius: 4px; }
.statement.good { border-color: var(--good); } .statement.bad { border-color: var(--bad); }
.met { white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); }
.statement.good, .statement.bad { color: inherit; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: break-word; }
.number + :not(.number) { padding-left: 18px; }
th { color: var(--muted); font-weight: 600; font-size: 13px; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-left: 10px; }
tr.all td { font-weight: 600; }
.level2 { padding-left: 20px; } .level3 { padding-left: 40px; } .level4 { padding-left: 60px; } .level5 { padding-left: 80px; }
tr.deep td { color: var(--muted); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 16px 32px; }
ol { margin: 6px 0; padding-left: 24px; }
figure { margin: 8px 0; break-inside: avoid; }
figcaption { font-weight: 600; font-size: 14px; }
svg { display: block; width: 100%; height: auto; }
footer { margin-top: 40px; }
@media print { body { padding: 0; max-width: none; font-size: 12px; } .muted { font-size: 11px; }
  h2, h3, h2 ~ p, h2 ~ .statement { break-after: avoid; } h3 ~ p { break-after: auto; } tr, .statement { break-inside: avoid; }
  .charts { grid-template-columns: repeat(2, 1fr); }
  .scroll { overflow: visible; } table { font-size: 10.5px; } th { font-size: 10px; } th, td { padding-right: 6px; } @page { margin: 16mm; } }
`;
