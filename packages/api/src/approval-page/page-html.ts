import { createHash } from 'node:crypto'
import { type Approval, type FormField, readForm } from '@orchestrator/domain'
import { html, raw } from 'hono/html'
import { fieldHtml, inputName } from './fields-html.ts'

type Html = ReturnType<typeof html>

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

const layout = (title: string, body: Html): Html =>
  html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${raw(style)}</style></head><body><main>${body}</main></body></html>`

/** A page that only says something. */
export const noticePage = (title: string, text: string): Html => layout(title, html`<h1>${title}</h1><p>${text}</p>`)

/** What is known of an approval beside itself, in words. */
export interface ApprovalFacts {
  readonly asker: string
  readonly member: string
  readonly task: string | null
  readonly project: string | null
}

/** A form that failed: what was in it, and what is wrong where. */
export interface FailedForm {
  readonly form: URLSearchParams
  readonly problems: ReadonlyMap<string, string>
}

/** The page on which an approval is answered. */
export function formPage(approval: Approval, facts: ApprovalFacts, failed: FailedForm | null): Html {
  const fields = readForm(approval.ask)
  return layout(
    approval.title,
    html`<h1>${approval.title}</h1>
${approval.description === '' ? '' : html`<p class="description">${approval.description}</p>`}
<dl><dt>Asked by</dt><dd>${facts.asker}</dd>
${fact('Project', facts.project)}${fact('Task', facts.task)}${fact('Answer until', approval.expiresAt && `${approval.expiresAt.slice(0, 16).replace('T', ' ')} UTC`)}
${approval.link === null ? '' : html`<dt>See</dt><dd><a href="${approval.link}" rel="noopener noreferrer" target="_blank">${approval.link}</a></dd>`}</dl>
${failed === null ? '' : html`<p role="alert">It was not sent: please look at the fields that are marked.</p>`}
<form method="post">${fields.map((field, index) => fieldHtml(field, index, stateOf(field, failed)))}
<button type="submit">Send the answer</button></form>
<p class="help">You answer as ${facts.member}. An answer cannot be changed.</p>`,
  )
}

const fact = (label: string, text: string | null): Html =>
  html`${text === null ? '' : html`<dt>${label}</dt><dd>${text}</dd>`}`

function stateOf(field: FormField, failed: FailedForm | null) {
  if (failed) return { values: failed.form.getAll(inputName(field)), problem: failed.problems.get(field.name) }
  return { values: field.default === null ? [] : [defaultOf(field)].flat(), problem: undefined }
}

function defaultOf(field: FormField): string | string[] {
  if (field.kind === 'choice') return String(field.options.indexOf(field.default as string))
  if (field.kind === 'choices') return [field.default].flat().map((one) => String(field.options.indexOf(one as string)))
  return String(field.default)
}
