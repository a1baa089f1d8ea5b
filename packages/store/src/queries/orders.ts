import type { Sort } from './keyset.ts'

const id = { expression: 't.id', type: 'uuid', field: 'id' } as const

/** Orders that most resources have. */
export const byCreation: Readonly<Record<string, Sort>> = {
  createdAt: {
    columns: [{ expression: 't.created_at', type: 'timestamptz', field: 'createdAt' }, id],
    descending: false,
  },
  '-createdAt': {
    columns: [{ expression: 't.created_at', type: 'timestamptz', field: 'createdAt' }, id],
    descending: true,
  },
}

export const byText = (column: string, field: string): Readonly<Record<string, Sort>> => ({
  [field]: { columns: [{ expression: `t.${column}`, type: 'text', field }, id], descending: false },
})
