ln -s b a
ln -s d/c b
mkdir d
ln -s ../end d/c
echo end > end
