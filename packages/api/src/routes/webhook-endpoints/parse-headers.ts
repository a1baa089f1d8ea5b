import { DeliveryHeaders, parse } from '@orchestrator/domain'

/** Names in lower case. @throws AppError `invalid_input` for a header that a delivery has itself, or that none may have */
export const parseHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  parse(DeliveryHeaders, headers, 'the headers', ['headers'])
