/** For people; the JSON of a report has everything whole. */
export const cut = (text: string, most = 100): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
