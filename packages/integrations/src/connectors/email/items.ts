import type { ItemType } from '../../connector/connector.ts'
import type { FieldSpec } from '../../connector/item.ts'

export const fields: readonly FieldSpec[] = [
  { key: 'subject', name: 'Subject', type: 'text', readOnly: true },
  { key: 'text', name: 'Text', type: 'markdown', readOnly: true },
]

/** What a message becomes; it is so once, and both go their own ways from then on. */
export const itemTypes: readonly ItemType[] = [
  {
    ...{ type: 'message', name: 'Message', entity: 'task', fields, removes: false, restores: false },
    defaults: [
      { theirs: 'subject', ours: 'title', direction: 'in' },
      { theirs: 'text', ours: 'description', direction: 'in' },
    ],
  },
]
