import { type Approval, type FormField, readForm } from '@orchestrator/domain'
import { html } from 'hono/html'
import { type Html, layout } from '../pages/layout.ts'
import { fieldHtml, inputName } from './fields-html.ts'

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
