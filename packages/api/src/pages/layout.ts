import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'

export type Html = ReturnType<typeof html>

const style = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;line-height:1.3}.description{white-space:pre-wrap;overflow-wrap:anywhere}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dt,.help{opacity:.75}dd{margin:0;overflow-wrap:anywhere}.field,fieldset{margin:1.2rem 0}fieldset{border:1px solid;border-radius:.4rem}.field label,legend{font-weight:600}
.option{display:block}.help,.problem{margin:.2rem 0}.problem,[role=alert]{color:#c0182b;font-weight:600}@media (prefers-color-scheme:dark){.problem,[role=alert]{color:#ff8b95}}
input:not([type=radio]):not([type=checkbox]),textarea,select{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem}
button{font:inherit;font-weight:600;padding:.6rem 1.4rem}`

/** Nothing runs on the page, nothing is loaded by it, its form goes nowhere else, and nobody puts it into a frame. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex',
}

/** A page for people who came by a signed link. */
export const layout = (title: string, body: Html): Html =>
  html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${raw(style)}</style></head><body><main>${body}</main></body></html>`

/** A page that only says something. */
export const noticePage = (title: string, text: string): Html => layout(title, html`<h1>${title}</h1><p>${text}</p>`)
