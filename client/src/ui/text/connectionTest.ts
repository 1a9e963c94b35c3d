/** The connection test's words in the language in use. */
import { language } from '.';
import { type ConnectionTestMessages, connectionTestEn } from './connectionTest.en';

const languages: Readonly<Record<string, ConnectionTestMessages>> = { en: connectionTestEn };

export const words: ConnectionTestMessages = languages[language] ?? connectionTestEn;
