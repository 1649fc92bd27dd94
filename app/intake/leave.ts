/** Where "leave quickly" goes: a page that anyone might have open. */
export const leaveFor = 'https://www.weather.gov/';
