package androidx.multidex;

import android.app.Application;

public class MultiDexApplication extends Application {}
