;; The dot products of a query with rows that stand one after the other, all in whole numbers of 16 bits. All addresses
;; are in bytes; `bytes` is the length of a row and a multiple of 64.
(module
  (memory (export "memory") 1)
  (func (export "dots") (param $row i32) (param $end i32) (param $bytes i32) (param $query i32) (param $out i32)
    (local $i i32) (local $a v128) (local $b v128)
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $row) (local.get $end)))
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $i (i32.const 0))
        (loop $cells
          (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s
            (v128.load (i32.add (local.get $row) (local.get $i))) (v128.load (i32.add (local.get $query) (local.get $i))))))
          (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s
            (v128.load offset=16 (i32.add (local.get $row) (local.get $i))) (v128.load offset=16 (i32.add (local.get $query) (local.get $i))))))
          (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s
            (v128.load offset=32 (i32.add (local.get $row) (local.get $i))) (v128.load offset=32 (i32.add (local.get $query) (local.get $i))))))
          (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s
            (v128.load offset=48 (i32.add (local.get $row) (local.get $i))) (v128.load offset=48 (i32.add (local.get $query) (local.get $i))))))
          (local.set $i (i32.add (local.get $i) (i32.const 64)))
          (br_if $cells (i32.lt_u (local.get $i) (local.get $bytes))))
        (local.set $a (i32x4.add (local.get $a) (local.get $b)))
        (i32.store (local.get $out) (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $a)) (i32x4.extract_lane 1 (local.get $a)))
          (i32.add (i32x4.extract_lane 2 (local.get $a)) (i32x4.extract_lane 3 (local.get $a)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $row (i32.add (local.get $row) (local.get $bytes)))
        (br $each)))))
