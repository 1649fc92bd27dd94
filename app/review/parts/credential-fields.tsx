/** Password and code, as signing in and confirming it ask for them. */
export function CredentialFields() {
  return (
    <>
      <div className="field">
        <label htmlFor="password">Password</label>
        <input id="password" name="password" type="password" autoComplete="current-password" required />
      </div>
      <div className="field">
        <label htmlFor="code">Code</label>
        <p className="hint" id="code-hint">
          Six digits from your authenticator app
        </p>
        <input
          id="code"
          name="code"
          className="short"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={12}
          aria-describedby="code-hint"
        />
      </div>
    </>
  );
}
