package androidx.fragment.app;

import android.content.Context;
import android.os.Bundle;
import android.view.View;
import androidx.lifecycle.Lifecycle;
import androidx.lifecycle.LifecycleOwner;

public class Fragment implements LifecycleOwner {
  public void onCreate(Bundle savedInstanceState) {}

  public void onViewCreated(View view, Bundle savedInstanceState) {}

  public void onResume() {}

  public void onDestroy() {}

  public FragmentActivity getActivity() {
    return new FragmentActivity();
  }

  public FragmentActivity requireActivity() {
    return new FragmentActivity();
  }

  public Context getContext() {
    return requireActivity();
  }

  public Context requireContext() {
    return requireActivity();
  }

  public Bundle getArguments() {
    return new Bundle();
  }

  public String getString(int id) {
    return "";
  }

  @Override
  public Lifecycle getLifecycle() {
    return new Lifecycle();
  }
}
