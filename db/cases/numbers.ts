/** How exhibits and exports are called on paper and in file names. The numbers are given once in a case and never used again. */

/** Exhibit 1 is `EVP00000001`. */
export const exhibitCode = (number: number): string => `EVP${String(number).padStart(8, '0')}`;

/** Export 7 is `EXP-0007`. */
export const exportCode = (number: number): string => `EXP-${String(number).padStart(4, '0')}`;

/** `CASE-2026-000123_EXP-0007`: the bundle's folder, its file and its identifier. */
export const bundleName = (caseNumber: string, exportNumber: number): string => `${caseNumber}_${exportCode(exportNumber)}`;
