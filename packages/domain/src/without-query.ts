/** An address without what may carry secrets: services often have a key behind the `?`. */
export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '')
