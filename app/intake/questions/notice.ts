/** The notice of use: the texts whose very words are recorded when a witness says that they have read them. */
export const noticeKeys = ['notice.use.1', 'notice.use.2', 'notice.use.3', 'notice.use.4', 'notice.use.5', 'notice.use.6'] as const;
