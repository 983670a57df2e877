package com.example;

/** What a build writes for an application. */
public final class BuildConfig {
  public static final boolean DEBUG = Boolean.parseBoolean("true");
  public static final String SEGMENT_WRITE_KEY = "segment-key".trim();
  public static final String AMPLITUDE_API_KEY = "amplitude-key".trim();
  public static final String VERSION_NAME = "1.0".trim();
}
