/** Now, in milliseconds since the epoch. Nothing that is concluded from facts may depend on it. */
export type Clock = () => number;
