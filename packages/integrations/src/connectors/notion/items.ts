import type { ItemType } from '../../connector/connector.ts'
import { staticDefaults } from './defaults.ts'
import { isList, staticFields } from './properties.ts'

export const itemTypes: readonly ItemType[] = [
  {
    ...{ type: 'page', name: 'Page', entity: 'task', removes: true, restores: true },
    fields: staticFields,
    defaults: staticDefaults,
    isList,
  },
  {
    ...{ type: 'comment', name: 'Comment', entity: 'comment', removes: true, restores: false },
    fields: [{ key: 'body', name: 'Text', type: 'markdown' }],
    defaults: [{ theirs: 'body', ours: 'body' }],
  },
]
