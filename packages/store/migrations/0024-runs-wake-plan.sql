-- However few rows the statistics know of: what is due is read in the order of the index, never all that rests.
do $$
declare signature text;
begin
  foreach signature in array array['claim_due_runs(int, int, uuid[])', 'next_run_wake()'] loop
    execute format('alter function %s set enable_bitmapscan = off', signature);
    execute format('alter function %s set enable_sort = off', signature);
  end loop;
end $$;
