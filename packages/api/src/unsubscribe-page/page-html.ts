import type { NotificationKind } from '@orchestrator/domain'
import { html } from 'hono/html'
import { type Html, layout } from '../pages/layout.ts'

const words: Readonly<Record<NotificationKind, string>> = {
  assigned: 'tasks that become yours',
  mentioned: 'mentions of you',
  commented: 'comments on your tasks',
  approval_requested: 'approvals that you are asked for',
  patch_proposed: 'changes that are proposed to your projects',
  patch_decided: 'what became of changes that you proposed',
  run_failed: 'automations of yours that failed',
  automation_throttled: 'automations of yours that were slowed down',
  schedule_missed: 'schedules of yours that were missed',
  endpoint_failing: 'webhook endpoints of yours that fail',
  connection_trouble: 'connections of yours that need you',
  sync_conflict: 'values that both sides of a connection changed',
  model_budget: 'budgets for models that are nearly spent, or spent',
  message: 'messages from members and automations',
  work_digest: 'what waits for you, is due and has changed',
}

const listOf = (kinds: readonly NotificationKind[]): Html =>
  html`<ul>${kinds.map((kind) => html`<li>${words[kind]}</li>`)}</ul>`

/** Asks first: programs that read mail open links too. */
export const askPage = (kinds: readonly NotificationKind[], member: string, workspace: string): Html =>
  layout(
    'No more e-mail?',
    html`<h1>No more e-mail of this?</h1><p>${member}, you would get no more e-mail from ${workspace} of:</p>${listOf(kinds)}
<form method="post"><button type="submit">No more of these</button></form>
<form method="post"><input type="hidden" name="all" value="1"><p><button type="submit">No e-mail at all</button></p></form>
<p class="help">Your inbox stays as it is.</p>`,
  )

/** @param undo the address to which its form goes */
export const donePage = (kinds: readonly NotificationKind[], undo: string): Html =>
  layout(
    'No more e-mail',
    html`<h1>Done</h1><p>You get no more e-mail of:</p>${listOf(kinds)}
<form method="post" action="${undo}"><button type="submit">Undo</button></form>
<p class="help">Your inbox stays as it is.</p>`,
  )

export const undonePage = (kinds: readonly NotificationKind[]): Html =>
  layout('E-mail as before', html`<h1>As before</h1><p>You get e-mail again of:</p>${listOf(kinds)}`)
