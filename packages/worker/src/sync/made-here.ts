import type { ExternalItem } from '@orchestrator/store'

/** Whether it was made there from here: it carries our marker. */
export const madeHere = ({ marker }: Pick<ExternalItem, 'marker'>): boolean => marker !== null
