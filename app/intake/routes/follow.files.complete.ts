/** As for a report that is being written: which draft is meant, the path says. */
export { action } from './report.files.complete.ts';
