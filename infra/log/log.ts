/**
 * Logs: one JSON line each, on stdout. What may stand in a line is listed here, everything else is dropped: a field that nobody thought about is a field
 * that may hold a name, an address or a narrative. The message is the program's own constant text, never built from data.
 */
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { safeFields } from './safe-fields.ts';

export type LogFields = Record<string, unknown>;
export type Log = {
  info(fields: LogFields | string, message?: string): void;
  warn(fields: LogFields | string, message?: string): void;
  error(fields: LogFields | string, message?: string): void;
  debug(fields: LogFields | string, message?: string): void;
  /** A log whose every line also has these fields. */
  child(fields: LogFields): Log;
};

/**
 * Opens the log of one process. Calls: `log.info({ file: id, ms }, 'received')` or `log.info('ready')`. Errors: `log.error({ error }, 'not received')`
 * keeps the names and codes of the error and its causes, never their messages. `sink` is for tests.
 */
export function openLog(settings: { service: string; mode: string; sink?: DestinationStream }): Log {
  const options = {
    level: settings.mode === 'test' ? 'debug' : 'info',
    base: { service: settings.service },
    messageKey: 'msg',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(settings.sink ? pino(options, settings.sink) : pino(options), {});
}

function wrap(logger: Logger, bound: LogFields): Log {
  const at =
    (level: 'info' | 'warn' | 'error' | 'debug') =>
    (fields: LogFields | string, message?: string): void => {
      if (typeof fields === 'string') logger[level](safeFields(bound), bounded(fields));
      else logger[level](safeFields({ ...bound, ...fields }), bounded(message ?? ''));
    };
  return {
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    debug: at('debug'),
    child: (fields) => wrap(logger, { ...bound, ...fields }),
  };
}

function bounded(message: string): string {
  return message.slice(0, 200);
}
