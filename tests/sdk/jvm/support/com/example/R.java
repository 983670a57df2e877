package com.example;

/** Resources that applications name. */
public final class R {
  public static final class string {
    public static final int analytics_write_key = 1;
    public static final int amplitude_api_key = 2;
    public static final int segment_write_key = 3;
    public static final int app_name = 4;
  }

  public static final class layout {
    public static final int activity_main = 1;
  }

  public static final class id {
    public static final int button = 1;
  }
}
