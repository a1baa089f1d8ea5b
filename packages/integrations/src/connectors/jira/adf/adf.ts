import * as z from 'zod'

/** A node of the Atlassian Document Format, in which Jira keeps all rich text. */
export interface AdfNode {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>> | undefined
  readonly content?: readonly AdfNode[] | undefined
  readonly marks?: readonly AdfMark[] | undefined
  readonly text?: string | undefined
}

export interface AdfMark {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>> | undefined
}

export interface AdfDoc extends AdfNode {
  readonly type: 'doc'
  readonly version: 1
  readonly content: readonly AdfNode[]
}

const attrs = z.record(z.string(), z.unknown()).optional()
const AdfMark = z.object({ type: z.string(), attrs })

/** Its kinds of nodes grow without notice, so only the form is checked. */
export const AdfNode: z.ZodType<AdfNode> = z.lazy(() =>
  z.object({
    type: z.string(),
    attrs,
    content: z.array(AdfNode).optional(),
    marks: z.array(AdfMark).optional(),
    text: z.string().optional(),
  }),
)

/** Links in Markdown that are something else in Jira. */
export const mentionScheme = 'accountid:'
export const mediaScheme = 'attachment:'

/** Panels of Jira and the alerts of Markdown: `> [!NOTE]`. */
export const panels: readonly (readonly [panel: string, alert: string])[] = [
  ['info', 'NOTE'],
  ['note', 'IMPORTANT'],
  ['success', 'TIP'],
  ['warning', 'WARNING'],
  ['error', 'CAUTION'],
]
